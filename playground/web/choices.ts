import type { NetworkFaultName } from '../network/faults.js';
import type { AnswerFault } from '../wechat/faults.js';

/** What goes wrong: nothing, WeChat's first API domain, its answer, or the network. */
export type Fault = 'none' | 'apiHostDown' | AnswerFault | NetworkFaultName;

/** Where the sign-in page is open: in the browser that shows it, or as if in WeChat's. */
export type Client = 'thisBrowser' | 'insideWechat';

/** What can be chosen on the page of the simulated WeChat. */
export type Choices = {
  /** Whose phone scans the QR code: a person's id. */
  person: string;
  fault: Fault;
  client: Client;
};
