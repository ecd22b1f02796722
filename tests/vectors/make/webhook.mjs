// webhook: what Standard Webhooks says, computed with Node's crypto.
import {createHmac} from 'node:crypto';
import {Book, t0, hour} from './lib.mjs';

const book = new Book('webhook');
const secretOf = key => `whsec_${key.toString('base64')}`;
const key = Buffer.alloc(32, 0x5a);
const old = Buffer.from('0123456789abcdefghijklmn');
const secret = secretOf(key);
const id = 'MSG0abc-_Z';
const body = '{"type":"flowx.completed","seq":7,"name":"आशा"}';
const seconds = Math.floor(t0 / 1000);
const mac = (used, text, as = id, at = seconds) => `v1,${createHmac('sha256', used).update(`${as}.${at}.${text}`).digest('base64')}`;

// sign
const signs = (comment, request, signature, at = seconds) => book.ok(`sign: ${comment}`, 'sign_webhook', {secrets: [secret], id, now: t0, body, ...request},
  {id: request.id ?? id, timestamp: String(at), signature});
const refuses = (comment, request, error) => book.no(`sign: ${comment}`, 'sign_webhook', {secrets: [secret], id, now: t0, body, ...request}, {code: 'malformed_request', ...error});
signs('one key', {}, mac(key, body));
signs('the example of the specification', {secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', now: 1614265330000, body: '{"test": 2432232314}'},
  'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=', 1614265330);
signs('two keys while one is changed for the other', {secrets: [secret, secretOf(old)]}, `${mac(key, body)} ${mac(old, body)}`);
signs('an empty body', {body: ''}, mac(key, ''));
signs('a body with line ends and a full stop', {body: 'a.b\r\n'}, mac(key, 'a.b\r\n'));
signs('64 bytes, the longest key', {secrets: [secretOf(Buffer.alloc(64, 1))]}, mac(Buffer.alloc(64, 1), body));
signs('the second is rounded down', {now: t0 + 999}, mac(key, body));
signs('1970', {now: 0}, mac(key, body, id, 0), 0);
refuses('no key', {secrets: []}, {where: '/secrets'});
refuses('no list of keys', {secrets: secret}, {where: '/secrets'});
refuses('a key without its prefix', {secrets: [key.toString('base64')]}, {where: '/secrets'});
refuses('a key of 23 bytes', {secrets: [secretOf(Buffer.alloc(23, 1))]}, {where: '/secrets'});
refuses('a key of 65 bytes', {secrets: [secretOf(Buffer.alloc(65, 1))]}, {where: '/secrets'});
refuses('a key that is no base64', {secrets: ['whsec_!!!!']}, {where: '/secrets'});
refuses('a second key that is none', {secrets: [secret, '']}, {where: '/secrets'});
refuses('no id', {id: ''}, {where: '/id'});
refuses('an id with a full stop', {id: 'a.b'}, {where: '/id'});
refuses('an id with a blank', {id: 'a b'}, {where: '/id'});
refuses('an id beyond ASCII', {id: 'é'}, {where: '/id'});
refuses('an id with a line end', {id: 'a\nb'}, {where: '/id'});
refuses('no time', {now: null}, {where: '/now'});
refuses('a body that is no text', {body: {}}, {where: '/body'});

// verify
const verifies = (comment, request, value) => book.ok(`verify: ${comment}`, 'verify_webhook', {secrets: [secret], id, timestamp: String(seconds), signature: mac(key, body), body, now: t0, ...request}, value);
verifies('as it was sent', {}, 'ok');
verifies('with the old key as well', {secrets: [secretOf(old), secret]}, 'ok');
verifies('signed by two keys, one of them ours', {signature: `${mac(old, body)} ${mac(key, body)}`}, 'ok');
verifies('signed in a way of tomorrow as well', {signature: `v2,xyz ${mac(key, body)}`}, 'ok');
verifies('five minutes old', {now: t0 + 300_000}, 'ok');
verifies('a millisecond older', {now: t0 + 300_001}, 'too_old');
verifies('five minutes ahead', {now: t0 - 300_000}, 'ok');
verifies('a millisecond more', {now: t0 - 300_001}, 'clock_ahead');
verifies('an hour, where that is allowed', {now: t0 + hour, toleranceMs: hour}, 'ok');
verifies('another key', {secrets: [secretOf(old)]}, 'wrong_key');
verifies('another id', {id: 'MSG0other'}, 'wrong_key');
verifies('another time', {timestamp: String(seconds + 1)}, 'wrong_key');
verifies('another body', {body: body.replace('7', '8')}, 'wrong_key');
verifies('wrong and old: what is not genuine has no age', {secrets: [secretOf(old)], now: t0 + hour}, 'wrong_key');
verifies('a body with blanks put in', {body: body.replaceAll(',', ', ')}, 'body_changed');
verifies('a body with its letters escaped', {body: '{"type":"flowx.completed","seq":7,"name":"\\u0906\\u0936\\u093e"}'}, 'body_changed');
verifies('hex instead of base64', {signature: `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('hex')}`}, 'wrong_key');
verifies('a public-key signature only', {signature: 'v1a,xyz'}, 'unknown_scheme');
verifies('without the version', {signature: mac(key, body).slice(3)}, 'unknown_scheme');
verifies('no signature', {signature: ''}, 'malformed');
verifies('no id', {id: ''}, 'malformed');
verifies('a time in words', {timestamp: 'now'}, 'malformed');
verifies('a time with a fraction', {timestamp: `${seconds}.5`}, 'malformed');
verifies('a time with a sign', {timestamp: `+${seconds}`}, 'malformed');
verifies('a time before 1970', {timestamp: '-1'}, 'malformed');
verifies('a time beyond all times', {timestamp: '99999999999999999999'}, 'malformed');
verifies('no key', {secrets: []}, 'malformed');
verifies('the empty key, with which anybody can sign', {secrets: ['whsec_']}, 'malformed');
verifies('one of the keys is none', {secrets: [secret, 'whsec_x']}, 'malformed');
book.no('verify: without a time nothing would ever be too old', 'verify_webhook', {secrets: [secret], id, timestamp: String(seconds), signature: mac(key, body), body}, {code: 'malformed_request', where: '/now'});
book.no('verify: without a signature', 'verify_webhook', {secrets: [secret], id, timestamp: String(seconds), body, now: t0}, {code: 'malformed_request', where: '/signature'});
book.no('verify: a timestamp that is a number', 'verify_webhook', {secrets: [secret], id, timestamp: seconds, signature: mac(key, body), body, now: t0}, {code: 'malformed_request', where: '/timestamp'});

export default book;
