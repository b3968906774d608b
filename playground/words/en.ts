/** What the playground says, in English. What other languages have to say follows from this. */
export const en = {
  /** Of the page, as HTML has it. */
  lang: 'en',

  terminal: {
    usage: `Usage:
  npm start                     the playground
  npm start -- --once           one sign-in in the terminal
  npm start -- --logto [URL]    a rehearsal in your own Logto, with a simulated WeChat;
                                the URL is its ENDPOINT, http://localhost:3001 if left out

Environment:
  PORT                          the port of the pages, 3456 if not set; a rehearsal takes the
                                next one, too`,
    wrongOptions: {
      unknown: (options: string) => `These options are not understood: ${options}`,
      onceWithLogto: '--once needs no Logto, so it does not go with --logto.',
      logto: (text: string) =>
        `--logto takes the address of your Logto without a path, such as http://localhost:3001, not “${text}”.`,
      port: (port: string) => `PORT must be a number from 1 to 65535, not “${port}”.`,
    },
    packing: 'Packing the connector and adding it to a new Logto instance…',
    notPacked: (folder: string, reason: string) =>
      `The connector could not be packed in ${folder} and added to a Logto instance: ${reason}`,
    portInUse: (port: number, other: string) =>
      `Port ${port} is in use. Choose another one: ${other}`,
    portUnusable: (port: number, reason: string) => `Port ${port} cannot be used: ${reason}.`,
    ready: (home: string) => `The playground is at ${home} (Ctrl-C ends it).`,
    loaded: (id: string) => `Logto loaded the connector ${id}.`,
    authorizationUrl: 'Authorization URL:',
    requests: 'Requests:',
    signedIn: 'Signed in:',
  },

  page: {
    product: 'WeChat (Web) connector',
    playground: 'Playground',
    otherLanguage: { lang: 'zh-CN', name: '简体中文' },
    backToPlayground: 'Back to the playground',
    localOnly: 'The playground answers on this machine alone, at http://127.0.0.1.',
  },

  rehearsal: {
    heading: 'Rehearse in your own Logto',
    introduction: (logto: string) =>
      `The Logto at ${logto}, with its Console, its sign-in page and its users, signs in at a simulated WeChat. Nothing is sent to the real one.`,
    warning: 'Anybody can sign in as anybody there. Use a Logto that nobody relies on.',
    before:
      'If WeChat is set up in that Logto already, the values below replace yours: copy yours first. Each simulated user who signs in becomes a user there.',
    switching:
      'The switch from the official connector can be rehearsed, too: docs/rehearsal.md says how.',
    ready: (logto: string) =>
      `A simulated WeChat for the Logto at ${logto} is running (Ctrl-C ends it).`,
    portInUse: (port: number) =>
      `Port ${port} is in use. End the program that uses it, and run the command again.`,
    renewed:
      'The simulated WeChat’s certificate has been renewed: start Logto again, so that it reads the new one.',
    closed: (folder: string) =>
      `Other users of this machine may not open ${folder}: a Logto that runs as one of them cannot read the file.`,
    outdated:
      'A sign-in came from a Logto that was started before the simulated WeChat’s certificate was renewed. Start it again, with the same line.',
    ended: 'The rehearsal has ended. To put everything back:',
    copy: 'Copy',
    copied: 'Copied',
    start: {
      heading: '1. Start Logto with the simulated WeChat',
      folder: 'From Logto’s folder:',
      docker: 'Or with Docker on Linux (… stands for your other options):',
      compose:
        'Or with Docker Compose on Linux. Remove the “ports” of Logto’s service, and enter your database’s password:',
      ownOptions:
        'If you have NODE_OPTIONS of your own, put them before --import, with a space between. The line stays the same in the next rehearsal.',
      seen: (time: string) => `Logto was here at ${time}, with the simulated WeChat`,
      notSeen: 'Nothing has come from Logto yet',
      checks: [
        'If Logto runs by one of these lines already, sign in once. If not, start it again, on this machine.',
        'The connector is in packages/core/connectors/connector-wechat-web, as the README says.',
        'A container needs the network of the host.',
        'Logto’s log says “WeChat is simulated” and whether it was reached, or why Logto skips the connector.',
      ],
    },
    enter: {
      heading: '2. Enter this in the Console',
      where:
        'Connectors, Social connectors, Add Social Connector, WeChat, the lower “Web”. For the way that you rehearse:',
      ways: {
        website: 'Website application',
        both: 'Website application and service account',
        serviceAccount: 'Service account alone',
        testAccount: 'Test account',
      },
      callbackDomain: (host: string) =>
        `Their callback domain is ${host}. If your ENDPOINT has another host, start the rehearsal with: npm start -- --logto ENDPOINT`,
    },
    watch:
      '3. Put WeChat on the sign-in page, and sign in, in a browser on this machine. Watch, and choose who signs in and what goes wrong, at:',
    signIn: {
      heading: '3. Sign in',
      where:
        'Put WeChat on the sign-in page, as the README says. Then, in a browser on this machine, sign in to an application of yours, or in the Console’s live preview.',
      apply: 'Apply',
      applied: (choices: string) => `Now: ${choices}`,
    },
    after: {
      heading: '4. Put everything back',
      steps: [
        'Stop Logto, and start it without the option of the rehearsal in NODE_OPTIONS.',
        'In the Console, enter your own values in the connector again. If you had none, delete the connector.',
        'In the Console, open User management and delete the simulated users.',
      ],
    },
    insideWechat: {
      heading: 'Inside WeChat',
      developerTools:
        'In a desktop browser, open the sign-in page with this user agent. Chrome and Edge: developer tools (F12), More tools, Network conditions.',
      userAgent: 'User agent',
    },
    /** In Logto's log. */
    log: {
      simulated:
        'WeChat is simulated: anybody can sign in as anybody. Start Logto without the NODE_OPTIONS of the rehearsal to end that.',
      reached: 'Logto has reached the simulated WeChat.',
      notReached:
        'Logto cannot reach the simulated WeChat. It is started by npm start -- --logto, and a container needs the network of the host. The reason:',
      oldNode: 'The simulated WeChat needs a Logto that runs on Node.js 20.6 or later.',
      strange:
        'This connector-wechat-web does not hold the address of WeChat’s pages, so it cannot be turned to the simulated WeChat.',
    },
  },

  home: {
    heading: 'Try WeChat sign-in without Logto',
    badge: 'Simulated WeChat',
    introduction:
      'The packed connector, loaded by Logto’s own loader, signs users in at a simulated WeChat. Nothing is sent to the real one.',
  },

  settings: {
    heading: 'Settings',
    hint: 'What an admin sees in Logto’s Console.',
    takeFrom: 'Use the values of',
    fillIn: 'Fill in',
    required: 'required',
    show: 'Show',
    showField: (label: string) => `Show ${label}`,
    save: 'Save',
    saved: 'Saved.',
    notSaved: 'Not saved. See the fields below.',
  },

  /** What an admin can have at WeChat. */
  offers: {
    website: 'a website application',
    both: 'a website application and a service account',
    alone: 'a service account',
    unbound: 'a service account without an Open Platform account: no unionid',
    test: 'a test account',
  },

  signIn: {
    heading: 'Sign-in',
    language: 'Language',
    openIn: 'Open the page in',
    switch: 'Switch',
    switchLanguage: 'Switch language',
    clients: {
      thisBrowser: 'this browser',
      phone: 'a phone’s browser outside WeChat',
      insideWechat: 'the WeChat app',
    },
    wechatsSide: 'On WeChat’s side',
    whoScans: 'Who signs in',
    whatGoesWrong: 'What goes wrong',
    notApplied: 'Not applied yet: sign in, or save.',
    authorizationUrl: 'Authorization URL',
    simulatedUrl:
      'This is the real WeChat’s address. The button opens the same path and query at the simulated WeChat on this machine.',
    fallbackUrl:
      'This is the page for those who cannot sign in. In the chosen browser, WeChat’s page would be a dead end.',
  },

  /** What the pages of the simulated WeChat say in our name. */
  simulated: {
    note: 'This is a simulated WeChat: anybody can sign in as anybody. Nothing here reaches the real one.',
    backToRehearsal: 'Back to the rehearsal',
    port: (host: string) =>
      `The real WeChat refuses a service account’s redirect address that has a port, such as ${host}. On this machine, the simulated WeChat makes an exception.`,
    meaning: 'What it means.',
    /** By what is wrong with the site's request. */
    flaws: {
      appid:
        'WeChat knows no such AppID on this page: check the Client ID in the settings. The page with the QR code is for website applications. To use a service account alone, set “Sign in with” to “Service account”.',
      redirect_uri:
        'The website application’s authorization callback domain (授权回调域) is not the host of the redirect URI: change the domain on the WeChat Open Platform to that host.',
      response_type: 'The response type must be “code”.',
      scope:
        'The website application was not granted this scope. Many have snsapi_login alone: choose that in the settings.',
      uuid: 'Each QR code is good for one answer.',
      client:
        'With “Service account”, users sign in inside the WeChat app alone. The settings can name a page for all other browsers: “Page for those who cannot sign in here”.',
      website: 'The AppID is a website application’s: enter the service account’s in the settings.',
      domain:
        'The service account’s webpage authorization domain (网页授权域名) is not the host of the redirect URI, or that address has a port. Set that domain on mp.weixin.qq.com, not the JS接口安全域名.',
      grant: 'Only a verified service account is granted this scope.',
      follower: 'A user has to follow the test account first.',
    },
  },

  people: {
    noAvatar: 'no avatar',
    noUnionid: 'no unionid',
    noFollower: 'does not follow the test account',
    controlCharacters: 'control characters in the nickname',
    restricted: 'restricted by WeChat',
    snapshot: 'made up for a page in snapshot mode',
  },

  faults: {
    none: 'Nothing: WeChat works',
    apiHostDown: 'api.weixin.qq.com refuses connections',
    busy: 'Busy (errcode -1)',
    dailyQuota: 'Daily quota used up (errcode 45009)',
    minuteQuota: 'Too many calls in a minute (errcode 45011)',
    consentWithdrawn: 'Consent withdrawn (errcode 50001)',
    passwordChanged: 'WeChat password changed (errcode 42007)',
    snapshotInUserInfo: 'Snapshot mode, seen in the user info alone',
    secretFrozen: 'Service account’s AppSecret frozen (errcode 40243)',
    ipNotListed: 'Logto not on the API IP whitelist (errcode 40164)',
    blocked: 'Service account blocked (errcode 48004)',
    codeExpires: 'Ten minutes pass before the code is used',
    tokenExpires: 'Two hours pass before the user info is read',
    answerLost: 'Code taken, but the answer is lost',
    userInfo401: 'HTTP 401 for the user info',
    http429: 'HTTP 429',
    http503: 'HTTP 503',
    redirect: 'Redirect to another host',
    notJson: 'Not JSON',
    noRefreshToken: 'No refresh_token in the answer to a refresh',
    openidMissing: 'openid missing',
    slow: 'WeChat is slow',
    refused: 'Connection refused',
    'unknown name': 'No such name in DNS',
    'certificate of another host': 'Certificate of another host',
    'reset before TLS': 'Connection reset before TLS',
    'reset before the headers': 'Connection reset before the headers',
    'body cut off': 'Body cut off',
    'not HTTP': 'Not HTTP',
    'no answer': 'No answer',
    'no end of the body': 'No end of the body',
  },

  examples: {
    heading: 'Try this',
    hint: 'One click sets it up and scans the code. The next one answers on the phone: Allow is 允许, Deny is 拒绝. The outcome stands below each.',
    allow: 'Allow',
    deny: 'Deny',
    groups: {
      works: 'It works',
      insideWechat: 'Inside the WeChat app',
      serviceAccount: 'A service account alone',
      elsewhere: 'Where users cannot sign in',
      user: 'The user',
      settings: 'The settings',
      settingsInside: 'The settings, inside WeChat',
      tokens: 'The code and the token',
      wechat: 'WeChat is busy or broken',
      network: 'The network',
    },
    titles: {
      healthy: 'A healthy sign-in',
      noAvatar: 'A user without an avatar',
      controlCharacters: 'Control characters in the nickname',
      noUnionid: 'A user without a unionid',
      idOnly: 'An id only, with snsapi_base',
      sameUser: 'No QR code, and the same user',
      websiteAlone: 'A website application alone: a QR code',
      twoUsers: 'No unionid: refused',
      snapshot: 'A page in snapshot mode',
      refusesInside: 'A refusal as code=authdeny',
      bound: 'The user of the website, by the unionid',
      unbound: 'A user without a unionid, by the openid',
      silent: 'Signed in silently, with snsapi_base',
      unionidMissing: 'User ID is unionid, and WeChat gives none',
      testAccount: 'A test account and its follower',
      noFollower: 'A user who does not follow it',
      outside: 'A service account alone, outside WeChat',
      outsideWithPage: 'The same, with a page of the operator’s',
      phone: 'A phone outside WeChat: a QR code',
      phoneWithPage: 'The same, with a page of the operator’s',
      refuses: 'Refuses',
      restricted: 'Has an account that WeChat restricted',
      editedScope: 'Puts snsapi_base into the authorization URL',
      blankSecret: 'The AppSecret is left blank',
      wrongSecret: 'The AppSecret is wrong',
      noSecret: 'The service account’s AppSecret is left blank',
      baseWithUnionid: 'snsapi_base, where the unionid is wanted',
      wrongPage: 'A page that is no web address',
      swapped: 'AppID and AppSecret are swapped',
      wrongAppId: 'The AppID is wrong',
      wrongScope: 'The scope was not granted',
      wrongDomain: 'The callback domain is another',
      serviceAccountId: 'The AppID is a service account’s',
      websiteId: 'The AppID is a website application’s',
      wrongDomainInside: 'The webpage authorization domain is another',
    },
  },

  outcome: {
    signedIn: 'Signed in',
    refreshed: 'Refreshed',
    notSignedIn: 'Not signed in',
    useCodeAgain: 'Use the same code again',
    unknownSignIn:
      'No sign-in with this state was begun here since the playground started. Logto would refuse it too.',
    user: 'The user',
    avatar: 'Avatar',
    noName: 'No name',
    stored: 'What Logto stores',
    simulatedAvatar: 'The picture above is drawn by the simulated WeChat; the address is made up.',
    rawData: 'Raw data',
    tokens: 'The tokens',
    storedTokens: 'What Logto keeps, encrypted, with token storage on',
    refresh: 'Refresh the access token',
    requests: 'Requests to WeChat',
    noRequests: 'None was made.',
    milliseconds: (milliseconds: string) => `${milliseconds} ms`,
  },

  error: {
    heading: 'The error',
    sentence: 'What the user reads',
    code: 'Code',
    noCode: 'none',
    status: 'Logto’s HTTP status',
    whatToDo: 'What an admin should do',
    data: 'Data',
  },

  /** What an admin should do, by the code of the kit's error. */
  advice: {
    authorization_failed:
      'Usually nothing: the user refused. Otherwise the data below says what is in the way. The user can sign in again, or in another way.',
    social_auth_code_invalid:
      'Let the user sign in again: a code can be used once, within ten minutes (inside WeChat: five). If every user is affected, look for something that opens the callback URL a second time, such as a proxy or a link scanner.',
    social_invalid_access_token:
      'Let the user sign in again. If every user is affected, look at the application on the WeChat Open Platform: it may be suspended.',
    invalid_config:
      'Do what the data below says, in the connector’s settings or on WeChat’s platforms. The page of an application there shows its AppID. An AppSecret is shown once, when it is enabled or reset.',
    rate_limit_exceeded:
      'Wait: WeChat counts an application’s calls by the minute and by the day. If it happens again, ask WeChat for a higher quota.',
    invalid_response:
      'This does not look like an answer of WeChat’s: look for what answers in its place, such as a proxy, a firewall or the log-in page of a network.',
    other: 'Read the data below.',
    defect:
      'This is a defect of the connector: please report it among the issues of its repository.',
  },

  /** The same for the code `general`, by its reason. */
  generalAdvice: {
    unreachable:
      'Check that Logto’s server reaches api.weixin.qq.com and api2.weixin.qq.com: DNS, firewall, proxy.',
    busy: 'Wait, then let the user sign in again. If it stays, look for a proxy between Logto and WeChat.',
    errcode: 'Look the errcode up in WeChat’s list of global return codes.',
    snapshot:
      'Let users press a button before they are sent to WeChat. WeChat shows a page as a snapshot if it asks for permission as soon as it opens.',
  },
};

/** The words of one language. A word that is missing in one of them does not compile. */
export type Words = typeof en;
