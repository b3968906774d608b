import { type I18nPhrases, i18nPhrasesGuard } from '@logto/connector-kit';

/** In the languages of Logto's sign-in page: the connector's name and its description. */
const phrases: readonly (readonly [language: string, name: string, description: string])[] = [
  ['en', 'WeChat', 'Lets users sign in to your website with their WeChat account.'],
  ['ar', 'ويتشات', 'يتيح للمستخدمين تسجيل الدخول إلى موقعك بحساباتهم على ويتشات.'],
  ['cs', 'WeChat', 'Umožní uživatelům přihlásit se na váš web účtem WeChat.'],
  ['de', 'WeChat', 'Ermöglicht die Anmeldung auf Ihrer Website mit einem WeChat-Konto.'],
  ['es', 'WeChat', 'Permite iniciar sesión en su sitio web con una cuenta de WeChat.'],
  ['es-MX', 'WeChat', 'Permite iniciar sesión en tu sitio web con una cuenta de WeChat.'],
  ['fa-IR', 'وی‌چت', 'به کاربران امکان می‌دهد با حساب وی‌چت خود وارد وب‌سایت شما شوند.'],
  ['fr', 'WeChat', 'Permet de se connecter à votre site web avec un compte WeChat.'],
  ['it', 'WeChat', 'Permette di accedere al tuo sito web con un account WeChat.'],
  ['ja', 'WeChat', 'WeChat アカウントでウェブサイトにサインインできるようにします。'],
  ['ko', '위챗', '위챗 계정으로 웹사이트에 로그인할 수 있게 합니다.'],
  ['pl-PL', 'WeChat', 'Pozwala logować się w Twojej witrynie za pomocą konta WeChat.'],
  ['pt-BR', 'WeChat', 'Permite entrar no seu site com uma conta do WeChat.'],
  ['pt-PT', 'WeChat', 'Permite iniciar sessão no seu site com uma conta WeChat.'],
  ['ru', 'WeChat', 'Позволяет входить на ваш сайт с помощью аккаунта WeChat.'],
  ['th', 'WeChat', 'ให้ผู้ใช้ลงชื่อเข้าใช้เว็บไซต์ของคุณด้วยบัญชี WeChat'],
  ['tr-TR', 'WeChat', 'Kullanıcıların web sitenizde WeChat hesabıyla oturum açmasını sağlar.'],
  ['uk-UA', 'WeChat', 'Дає змогу входити на ваш сайт за допомогою облікового запису WeChat.'],
  ['zh-CN', '微信', '让用户使用微信账号登录你的网站。'],
  ['zh-HK', '微信', '讓用戶使用微信帳號登入你的網站。'],
  ['zh-TW', '微信', '讓使用者以微信帳號登入你的網站。'],
];

/**
 * Without the languages that Logto's kit does not know: it would refuse the whole metadata because of
 * one of them, and the Console could then list no connector at all.
 */
const knownPhrases = phrases.filter(
  ([language]) => i18nPhrasesGuard.safeParse({ en: '', [language]: '' }).success
);

/** The connector's name, by language tag. */
export const name = Object.fromEntries(
  knownPhrases.map(([language, label]) => [language, label])
) as I18nPhrases; // `en` is in the table.

/** What the connector does, by language tag. */
export const description = Object.fromEntries(
  knownPhrases.map(([language, , sentence]) => [language, sentence])
) as I18nPhrases;
