/** What browsers call themselves. */

const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const iPad =
  'Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const android =
  'Mozilla/5.0 (Linux; Android 14; 23127PN0CC) AppleWebKit/537.36 (KHTML, like Gecko)';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15';
const harmony = 'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko)';

const phone = ['phone', 'outside'];
const phoneInside = ['phone', 'inside'];
const computer = ['computer', 'outside'];
const computerInside = ['computer', 'inside'];
const program = ['program', 'outside'];

/** What each is: a phone, a computer or a program; inside WeChat or outside. */
export const browsers = [
  // Phones
  [phone, `${iPhone} Version/18.1 Mobile/15E148 Safari/604.1`],
  [phone, `${iPhone} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1`],
  [phone, iPhone.replace('iPhone;', 'iPod touch;')],
  [phone, `${android} Chrome/131.0.0.0 Mobile Safari/537.36`],
  [phone, `${android} Version/4.0 Chrome/100.0 MQQBrowser/15.0 Mobile Safari/537.36`],
  [phone, `${android} Version/4.0 Chrome/109.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/18.6`],
  [phone, 'Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0'],
  [phone, `${harmony} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile`],
  [phone, 'Mozilla/5.0 (Phone; HarmonyOS 5.0) AppleWebKit/537.36 Chrome/114.0.0.0'],
  // The parts in another order, or with another part between them.
  [phone, 'Mozilla/5.0 (Mobile; Android 14; rv:133.0) Gecko/133.0 Firefox/133.0'],
  [phone, 'Mozilla/5.0 (Phone; ALN-AL00; OpenHarmony 5.0) AppleWebKit/537.36'],
  // QQ itself, and WeCom
  [phone, `${iPhone} Mobile/15E148 QQ/9.1.5.612 V1_IPH_SQ`],
  [phone, `${iPhone} Mobile/15E148 wxwork/4.1.20 MicroMessenger/7.0.1 Language/zh`],
  [computer, `${windows} Chrome/116.0 Safari/537.36 wxwork/4.1.22 MicroMessenger/7.0.1 Wxwork`],
  // Inside WeChat
  [phoneInside, `${iPhone} Mobile/15E148 MicroMessenger/8.0.54(0x18003630) NetType/WIFI`],
  [phoneInside, `${android} Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.47.2560`],
  [
    phoneInside,
    `${android} Chrome/116.0 Mobile MicroMessenger/8.0.47 miniProgram/wx0123456789abcdef`,
  ],
  [phoneInside, `${android} MQQBrowser/6.2 TBS/046811 Mobile Safari/537.36 MicroMessenger/8.0.2`],
  [phoneInside, `${harmony} Chrome/114.0.0.0 Mobile Safari/537.36 MicroMessenger/1.0.7.41`],
  [computerInside, `${windows} Chrome/116.0 NetType/WIFI MicroMessenger/7.0.20 WindowsWechat`],
  [computerInside, `${mac} MicroMessenger/6.8.0(0x16080000) NetType/WIFI MacWechat/3.8.7`],
  [computerInside, `${iPad} Mobile/15E148 MicroMessenger/8.0.54(0x18003630) NetType/WIFI`],
  // Tablets and computers
  [computer, `${iPad} Version/17.5 Mobile/15E148 Safari/604.1`],
  [computer, `${mac} Version/18.1 Safari/605.1.15`],
  [computer, `${android} Chrome/131.0.0.0 Safari/537.36`],
  [computer, 'Mozilla/5.0 (Android 14; Tablet; rv:133.0) Gecko/133.0 Firefox/133.0'],
  [computer, 'Mozilla/5.0 (Tablet; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0.0.0 Mobile'],
  [computer, 'Mozilla/5.0 (PC; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0.0.0'],
  [computer, `${windows} Chrome/131.0.0.0 Safari/537.36`],
  [computer, 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'],
  [computer, 'Mozilla/5.0 (a browser of tomorrow)'],
  [computer, 'Mozilla/5.0 (Mobile; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5'],
  [computer, 'Mozilla/5.0 (Phone; unknown) AppleWebKit/537.36'],
  // What the operator's own server sends
  [program, 'node'],
  [program, 'okhttp/4.9 (iPhone; like Mozilla/5.0)'],
  [program, ''],
  [program, undefined],
] as const;
