import type { Words } from './en.js';

/** What the playground says, in Simplified Chinese. */
export const zhCN: Words = {
  lang: 'zh-CN',

  terminal: {
    usage: `用法：
  npm start                     启动试用页
  npm start -- --once           在终端中完成一次登录
  npm start -- --logto [URL]    在自己的 Logto 中用模拟微信演练；
                                URL 为 Logto 的 ENDPOINT，默认为 http://localhost:3001

环境变量：
  PORT                          页面的端口，默认为 3456；演练还会使用下一个端口`,
    wrongOptions: {
      unknown: (options) => `无法识别的选项：${options}`,
      onceWithLogto: '--once 不需要 Logto，不能与 --logto 同时使用。',
      logto: (text) =>
        `--logto 后面应为 Logto 的地址，不带路径，例如 http://localhost:3001，不能是“${text}”。`,
      port: (port) => `PORT 必须是 1 到 65535 之间的整数，不能是“${port}”。`,
    },
    packing: '正在打包连接器，并将其添加到新的 Logto 实例……',
    notPacked: (folder, reason) =>
      `无法在 ${folder} 中打包连接器并将其添加到 Logto 实例：${reason}`,
    portInUse: (port, other) => `端口 ${port} 已被占用，请换一个端口：${other}`,
    portUnusable: (port, reason) => `无法使用端口 ${port}：${reason}`,
    ready: (home) => `试用页已启动（按 Ctrl-C 退出）：${home}`,
    loaded: (id) => `Logto 已加载连接器 ${id}`,
    authorizationUrl: '授权 URL：',
    requests: '请求：',
    signedIn: '登录成功：',
  },

  page: {
    product: '微信网页连接器',
    playground: '试用页',
    otherLanguage: { lang: 'en', name: 'English' },
    backToPlayground: '返回试用页',
    localOnly: '试用页只能在本机通过 http://127.0.0.1 访问。',
  },

  rehearsal: {
    heading: '在自己的 Logto 中演练微信登录',
    introduction: (logto) =>
      `${logto} 上的 Logto（包括它的控制台、登录页和用户）通过模拟微信登录，不会向真实的微信发送任何请求。`,
    warning: '任何人都能以任意用户的身份登录，请勿使用正式环境的 Logto。',
    ready: (logto) => `模拟微信服务已启动，供 ${logto} 上的 Logto 使用（按 Ctrl-C 退出）。`,
    before:
      '如果该 Logto 已经设置了微信，下面的值会替换原有的值，请先把原有的值抄下来。每个登录过的模拟用户都会成为该 Logto 的用户。',
    switching: '也可以演练从官方连接器切换到此连接器，步骤见 docs/rehearsal.md。',
    portInUse: (port) => `端口 ${port} 已被占用。请结束占用它的程序，再重新运行此命令。`,
    renewed: '模拟微信的证书已更新，请重新启动 Logto，以便读取新证书。',
    closed: (folder) =>
      `本机的其他系统用户无法打开 ${folder}。如果 Logto 以其他系统用户的身份运行，就无法读取该文件。`,
    outdated: '有一次登录来自证书更新之前启动的 Logto。请用同样的命令重新启动它。',
    ended: '演练已结束。请按以下步骤恢复原状：',
    copy: '复制',
    copied: '已复制',
    start: {
      heading: '1. 启动 Logto，使用模拟微信',
      folder: '在 Logto 的目录中运行：',
      docker: '或者在 Linux 上使用 Docker（… 代表你的其他参数）：',
      compose:
        '或者在 Linux 上使用 Docker Compose。请删除 Logto 服务的“ports”，并填写数据库的密码：',
      ownOptions:
        '如果你自己也设置了 NODE_OPTIONS，请把自己的选项写在 --import 之前，用空格隔开。下次演练时，命令不变。',
      seen: (time) => `Logto 正在使用模拟微信（${time}）`,
      notSeen: '尚未收到 Logto 的请求',
      checks: [
        '如果 Logto 已用上面的命令启动，请登录一次；否则请在本机重新启动它。',
        '连接器应在 packages/core/connectors/connector-wechat-web 目录中，参见 README。',
        '容器须使用主机的网络。',
        'Logto 的日志中会出现“微信是模拟的”，并说明能否连接到模拟微信，或者为何跳过了连接器。',
      ],
    },
    enter: {
      heading: '2. 在控制台中填写',
      where:
        '打开“连接器 → 社交连接器 → 添加社交连接器 → 微信”，选择下面的“网页”，按要演练的登录方式填写：',
      ways: {
        website: '网站应用',
        both: '网站应用和服务号',
        serviceAccount: '仅有服务号',
        testAccount: '测试号',
      },
      callbackDomain: (host) =>
        `网站应用的授权回调域和服务号的网页授权域名都是 ${host}。如果 ENDPOINT 使用其他域名，请重新启动演练：npm start -- --logto ENDPOINT`,
    },
    watch:
      '3. 把微信添加到登录页，在本机的浏览器中登录。在下面的页面上查看请求，选择登录的用户和模拟的故障：',
    signIn: {
      heading: '3. 登录',
      where:
        '按 README 的说明把微信添加到登录页，然后在本机的浏览器中登录自己的应用，或使用控制台的“实时预览”。',
      apply: '确定',
      applied: (choices) => `当前：${choices}`,
    },
    after: {
      heading: '4. 恢复原状',
      steps: [
        '停止 Logto，去掉 NODE_OPTIONS 中演练用的选项，再重新启动。',
        '在控制台中打开连接器，填回原有的值。如果原来没有设置微信，请删除连接器。',
        '在控制台中打开“用户管理”，删除模拟的用户。',
      ],
    },
    insideWechat: {
      heading: '在微信内登录',
      developerTools:
        '在电脑的浏览器中，用下面的 User-Agent 打开登录页。Chrome 和 Edge：开发者工具（F12）→“更多工具”→“网络状况”。',
      userAgent: '微信的 User-Agent',
    },
    log: {
      simulated:
        '微信是模拟的：任何人都能以任意用户的身份登录。要恢复正常，请去掉演练用的 NODE_OPTIONS，重新启动 Logto。',
      reached: 'Logto 已连接到模拟微信。',
      notReached:
        'Logto 无法连接到模拟微信。请用 npm start -- --logto 启动它；容器须使用主机的网络。原因：',
      oldNode: '模拟微信要求 Logto 运行在 Node.js 20.6 或更高版本上。',
      strange: '这个 connector-wechat-web 中没有微信页面的地址，无法改用模拟微信，因此不予加载。',
    },
  },

  home: {
    heading: '接入 Logto 之前，先试试微信登录',
    badge: '模拟微信',
    introduction:
      '这里运行的是打包后的连接器，由 Logto 自己的加载器加载。登录使用模拟微信服务，不会向真实的微信发送任何请求。',
  },

  settings: {
    heading: '设置',
    hint: '与管理员在 Logto 控制台中看到的一致。',
    takeFrom: '使用以下账号的设置',
    fillIn: '填入',
    required: '必填',
    show: '显示',
    showField: (label) => `显示 ${label}`,
    save: '保存',
    saved: '已保存。',
    notSaved: '未保存，请查看下方字段中的提示。',
  },

  offers: {
    website: '网站应用',
    both: '网站应用和服务号',
    alone: '服务号',
    unbound: '服务号，未绑定开放平台（无 unionid）',
    test: '测试号',
  },

  signIn: {
    heading: '登录',
    language: '登录页的语言',
    openIn: '打开登录页的浏览器',
    switch: '切换',
    switchLanguage: '切换登录页的语言',
    clients: {
      thisBrowser: '当前浏览器',
      phone: '手机上微信以外的浏览器',
      insideWechat: '微信内置浏览器',
    },
    wechatsSide: '微信一侧（模拟）',
    whoScans: '登录的用户',
    whatGoesWrong: '模拟的故障',
    notApplied: '尚未生效，登录或保存后生效。',
    authorizationUrl: '授权 URL',
    simulatedUrl:
      '这是真实微信的地址。点击上面的按钮时，会在本机模拟微信服务中打开相同的路径和参数。',
    fallbackUrl: '这是无法登录时的提示页：在所选的浏览器中，微信的页面走不通。',
  },

  simulated: {
    note: '这是模拟微信，任何人都能以任意用户的身份登录，不会向真实的微信发送任何请求。',
    backToRehearsal: '返回演练页',
    port: (host) =>
      `真实的微信不接受服务号的回调地址带端口（如 ${host}）。在本机上，模拟微信对此不作限制。`,
    meaning: '原因：',
    flaws: {
      appid:
        '此页面不接受这个 AppID，请检查设置中的 Client ID。二维码页面只用于网站应用；如果只用服务号登录，请把“登录方式”设为服务号。',
      redirect_uri:
        '网站应用的“授权回调域”与回调地址的域名不一致，请在微信开放平台把“授权回调域”改为回调地址的域名。',
      response_type: 'response_type 必须为“code”。',
      scope: '网站应用没有此 scope 的权限。许多网站应用只有 snsapi_login，请在设置中选择它。',
      uuid: '每个二维码只能使用一次。',
      client:
        '选择仅用服务号时，用户只能在微信内登录。可以在设置中填写“无法登录时的提示页”，其他浏览器会改为打开该页。',
      website: '这是网站应用的 AppID，请在设置中填写服务号的 AppID。',
      domain:
        '服务号的“网页授权域名”与回调地址的域名不一致，或者回调地址带有端口。请在微信公众平台设置“网页授权域名”，而不是“JS 接口安全域名”。',
      grant: '只有已认证的服务号才有此 scope 的权限。',
      follower: '用户须先关注此测试号。',
    },
  },

  people: {
    noAvatar: '无头像',
    noUnionid: '无 unionid',
    noFollower: '未关注测试号',
    controlCharacters: '昵称含控制字符',
    restricted: '账号受微信限制',
    snapshot: '快照页中的虚拟账号',
  },

  faults: {
    none: '无，微信一切正常',
    apiHostDown: 'api.weixin.qq.com 拒绝连接',
    busy: '系统繁忙（errcode -1）',
    dailyQuota: '每日调用额度已用完（errcode 45009）',
    minuteQuota: '每分钟调用次数超限（errcode 45011）',
    consentWithdrawn: '用户撤销授权（errcode 50001）',
    passwordChanged: '用户修改了微信密码（errcode 42007）',
    snapshotInUserInfo: '快照页，仅在用户信息中标明',
    secretFrozen: '服务号的 AppSecret 已冻结（errcode 40243）',
    ipNotListed: 'Logto 不在 API IP 白名单中（errcode 40164）',
    blocked: '服务号被封禁（errcode 48004）',
    codeExpires: '过了十分钟才使用 code',
    tokenExpires: '过了两小时才读取用户信息',
    answerLost: 'code 已被使用，但响应丢失',
    userInfo401: '读取用户信息时返回 HTTP 401',
    http429: 'HTTP 429',
    http503: 'HTTP 503',
    redirect: '重定向到其他域名',
    notJson: '响应不是 JSON',
    noRefreshToken: '刷新时的响应中没有 refresh_token',
    openidMissing: '响应中没有 openid',
    slow: '响应缓慢',
    refused: '连接被拒绝',
    'unknown name': '域名无法解析',
    'certificate of another host': '证书与域名不匹配',
    'reset before TLS': '连接在 TLS 握手前被重置',
    'reset before the headers': '连接在收到响应头之前被重置',
    'body cut off': '响应体不完整',
    'not HTTP': '响应不是 HTTP',
    'no answer': '没有响应',
    'no end of the body': '响应体迟迟没有结束',
  },

  examples: {
    heading: '试一试',
    hint: '点击任意一项，即可完成设置并扫码，然后在手机上点“允许”或“拒绝”。每一项下方写有操作和结果。',
    allow: '允许',
    deny: '拒绝',
    groups: {
      works: '登录成功',
      insideWechat: '在微信内',
      serviceAccount: '仅用服务号',
      elsewhere: '无法登录的浏览器',
      user: '用户',
      settings: '设置',
      settingsInside: '设置（在微信内）',
      tokens: 'code 和令牌',
      wechat: '微信繁忙或出现故障',
      network: '网络',
    },
    titles: {
      healthy: '正常登录',
      noAvatar: '用户没有头像',
      controlCharacters: '昵称中有控制字符',
      noUnionid: '用户没有 unionid',
      idOnly: '只获取 ID（snsapi_base）',
      sameUser: '不用扫码，仍是同一个用户',
      websiteAlone: '只有网站应用：二维码无法扫描',
      twoUsers: '没有 unionid：拒绝登录',
      snapshot: '快照页',
      refusesInside: '拒绝授权（code=authdeny）',
      bound: '按 unionid 识别，与网站上是同一个用户',
      unbound: '用户没有 unionid，按 openid 识别',
      silent: '静默登录（snsapi_base）',
      unionidMissing: '“用户标识”为 unionid，但微信没有提供',
      testAccount: '测试号，用户已关注',
      noFollower: '测试号，用户未关注',
      outside: '仅用服务号，在微信以外打开',
      outsideWithPage: '同上，设置了提示页',
      phone: '手机上微信以外的浏览器：二维码无法扫描',
      phoneWithPage: '同上，设置了提示页',
      refuses: '拒绝授权',
      restricted: '账号受微信限制',
      editedScope: '在授权 URL 中改用 snsapi_base',
      blankSecret: '未填写 AppSecret',
      wrongSecret: 'AppSecret 有误',
      noSecret: '未填写服务号的 AppSecret',
      baseWithUnionid: '需要 unionid，却选择了 snsapi_base',
      wrongPage: '提示页不是网址',
      swapped: 'AppID 和 AppSecret 填反了',
      wrongAppId: 'AppID 有误',
      wrongScope: '应用没有该 scope 的权限',
      wrongDomain: '授权回调域不符',
      serviceAccountId: '误填了服务号的 AppID',
      websiteId: '误填了网站应用的 AppID',
      wrongDomainInside: '网页授权域名不符',
    },
  },

  outcome: {
    signedIn: '登录成功',
    refreshed: '刷新成功',
    notSignedIn: '登录失败',
    useCodeAgain: '再次使用同一个 code',
    unknownSignIn: '试用页启动以来，没有发起过带有此 state 的登录。Logto 同样会拒绝。',
    user: '用户',
    avatar: '头像',
    noName: '无昵称',
    stored: 'Logto 存储的信息',
    simulatedAvatar: '上面的头像由模拟微信服务绘制，地址是虚构的。',
    rawData: '原始数据',
    tokens: '令牌',
    storedTokens: '打开令牌存储后，Logto 加密保存的内容',
    refresh: '刷新 access token',
    requests: '发给微信的请求',
    noRequests: '没有发出请求。',
    milliseconds: (milliseconds) => `${milliseconds} 毫秒`,
  },

  error: {
    heading: '错误',
    sentence: '用户看到的提示',
    code: '错误代码',
    noCode: '无',
    status: 'Logto 返回的 HTTP 状态码',
    whatToDo: '管理员该怎么办',
    data: '错误数据',
  },

  advice: {
    authorization_failed:
      '通常是用户拒绝了授权，无需处理。如有其他原因，会写在下方的错误数据中。用户可以重新登录，或改用其他登录方式。',
    social_auth_code_invalid:
      '请用户重新登录：code 只能使用一次，有效期为十分钟（在微信内为五分钟）。如果所有用户都遇到此错误，请检查是否有代理、链接扫描程序等再次打开了回调 URL。',
    social_invalid_access_token:
      '请用户重新登录。如果所有用户都遇到此错误，请在微信开放平台查看应用是否已被封禁。',
    invalid_config:
      '请按照下方错误数据中的说明，修改连接器的设置或微信平台上的配置。AppID 可在应用详情中查看；AppSecret 只在启用或重置时显示一次。',
    rate_limit_exceeded:
      '请稍后再试：微信限制应用每分钟和每天的调用次数。如果再次出现，请向微信申请更高的额度。',
    invalid_response:
      '这不像是微信的响应。请检查是否有代理、防火墙或网络认证页（如公共 Wi-Fi 的登录页）代替微信作出了响应。',
    other: '请查看下方的错误数据。',
    defect: '这是连接器的缺陷，请在其代码仓库的 Issues 中反馈。',
  },

  generalAdvice: {
    unreachable:
      '请检查 Logto 的服务器能否访问 api.weixin.qq.com 和 api2.weixin.qq.com（DNS、防火墙、代理）。',
    busy: '请等待一段时间，再让用户重新登录。如果仍然出现，请检查 Logto 与微信之间的代理。',
    errcode: '请在微信的全局返回码列表中查找该 errcode。',
    snapshot: '请让用户点击按钮之后再跳转到微信。如果网页一打开就请求授权，微信会以快照页展示它。',
  },
};
