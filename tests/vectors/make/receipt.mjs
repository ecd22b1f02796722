// receipt: made by hand from RFC 7515 and the claims that the design lists; signatures from es256.mjs.
//
// `genuine` in a check's request is not the core's to read: it says whether the signature fits, for tests that go on
// to verify it (natively, and with WebCrypto).
import {canonical, Book, threeForms, stateOf, passed, completed, errored, errorOf, skipped, flowHash, hs, sha256, t0, hour, day} from './lib.mjs';
import {genuine, jwkOf, publicKeyOf, sign, thumbprint} from './es256.mjs';

const book = new Book('receipt');
const flow = threeForms();
const records = ['FS0a', 'FS0b', 'FS0c'].map(id => passed(id));
const state = stateOf(flow, records, completed('approved', 'auto_approved'));
const result = JSON.stringify(Object.fromEntries(records.map(({id, input, output}) => [id, {input, output}])));
const salt = '5a'.repeat(32);
const digest = text => sha256(Buffer.from(salt, 'hex'), text);

const privateKey = Buffer.from(sha256('the private key of these vectors'), 'hex');
const otherKey = Buffer.from(sha256('another private key'), 'hex');
const publicKey = publicKeyOf(privateKey);
const kid = thumbprint(publicKey);
const setOf = (...keys) => JSON.stringify({keys});
const published = key => ({...jwkOf(key), kid: thumbprint(key), alg: 'ES256', use: 'sig'});
const jwks = setOf(published(publicKey));

const claims = {
  iss: 'https://flows.example', aud: '0123456789abcdef0123456789abcdef', jti: 'RC0one', iat: t0 / 1000, sub: sha256(hs), run: 1, seq: 9,
  flow: flow.id, version: flow.version, flowHash: flowHash(flow), outcome: 'completed', status: 'auto_approved',
  resultDigest: digest(result), logHead: state.head,
};
const header = {alg: 'ES256', kid, typ: 'sealflow-receipt+jwt'};
const url = value => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const inputOf = (head, body) => `${url(head)}.${url(body)}`;
const jwsOf = (input, key = privateKey) => `${input}.${sign(key, input).toString('base64url')}`;

// sign: not in the engines for JavaScript, which have no elliptic curves; the core's own tests read this file.
const signing = new Book('receipt_sign', 'native/');
const facts = {issuer: claims.iss, clientKey: claims.aud, id: claims.jti, now: t0, salt, privateKey: privateKey.toString('hex')};
const signs = (comment, request, change, key = privateKey) => signing.ok(comment, 'sign_receipt', {state, result, ...facts, ...request},
  jwsOf(inputOf({...header, kid: thumbprint(publicKeyOf(key))}, {...claims, ...change}), key));
const refuses = (comment, request, where, code = 'malformed_request') => signing.no(comment, 'sign_receipt', {state, result, ...facts, ...request}, {code, where});
signs('a completed run', {});
signs('the second is rounded down', {now: t0 + 999}, {});
signs('later: the same, with the time of issue', {now: t0 + day}, {iat: (t0 + day) / 1000});
signs('another key, another kid', {privateKey: otherKey.toString('hex')}, {}, otherKey);
signs('a decline is completed, too', {state: {...state, status: 'auto_declined'}}, {status: 'auto_declined'});
signs('a review after the end: new status and seq, the same result', {state: {...state, status: 'manually_approved', seq: 12, head: sha256('later')}}, {status: 'manually_approved', seq: 12, logHead: sha256('later')});
signs('another salt', {salt: '00'.repeat(32)}, {resultDigest: sha256(Buffer.alloc(32), result)});
signs('names beyond ASCII', {issuer: 'आशा 🐱'}, {iss: 'आशा 🐱'});
signs('a skipped run has no result: the salt alone', {state: stateOf(flow, [passed('FS0a')], skipped('FS0a')), result: ''}, {outcome: 'skipped', status: 'user_cancelled', resultDigest: digest('')});
signs('an error has none either', {state: stateOf(flow, [passed('FS0a')], errored('FS0b', errorOf.attempts)), result: ''}, {outcome: 'errored', status: 'error', resultDigest: digest('')});
signs('erased since: the frozen bytes stand in', {state: {...state, stages: records.map(one => ({...one, erased: true}))}}, {});
refuses('a run that goes on', {state: stateOf(flow, records)}, '', 'no_outcome');
refuses('other bytes than the result', {result: result.replace('yes', 'no')}, '/result');
refuses('the result re-encoded', {result: `${result} `}, '/result');
refuses('a completed run without its result', {result: ''}, '/result');
refuses('a skipped run with a result', {state: stateOf(flow, [passed('FS0a')], skipped('FS0a'))}, '/result');
refuses('a salt of 31 bytes', {salt: salt.slice(2)}, '/salt');
refuses('no salt', {salt: ''}, '/salt');
refuses('no issuer', {issuer: ''}, '/issuer');
refuses('no client key', {clientKey: ''}, '/clientKey');
refuses('no id', {id: ''}, '/id');
refuses('a time before 1970', {now: -1}, '/now');
refuses('the private key 0', {privateKey: '00'.repeat(32)}, '/privateKey');
refuses('a private key beyond the order', {privateKey: 'ff'.repeat(32)}, '/privateKey');
refuses('a private key of 31 bytes', {privateKey: '11'.repeat(31)}, '/privateKey');

// check
const fits = jws => {
  const [head, body, signature] = jws.split('.');
  return genuine(publicKey, `${head}.${body}`, Buffer.from(signature, 'base64url'));
};
const request = (change = {}) => ({jws: jwsOf(inputOf(header, claims)), jwks, result, salt, now: t0, ...change});
/// The signature is to be looked at, and then `verification` holds.
function opens(comment, verification, change, said = claims) {
  const asked = request(change);
  const [head, body, signature] = asked.jws.split('.');
  book.ok(`check: ${comment}`, 'check_receipt', {...asked, genuine: fits(asked.jws)}, {
    verification, jwk: jwkOf(publicKey), signingInput: `${head}.${body}`,
    signature: Buffer.from(signature, 'base64url').toString('hex'), claims: said,
  });
}
/// Refused without a look at the signature.
const closes = (comment, verification, change) => book.ok(`check: ${comment}`, 'check_receipt', request(change), {
  verification, jwk: null, signingInput: null, signature: null, claims: null,
});
const signed = (head, body) => ({jws: jwsOf(inputOf(head, body))});
const without = (object, name) => Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

opens('as it was made', 'ok', {});
opens('among other keys', 'ok', {jwks: setOf({kty: 'RSA', n: 'AQAB', e: 'AQAB'}, published(publicKeyOf(otherKey)), published(publicKey))});
opens('a set that gives the key another name', 'ok', {jwks: setOf({...published(publicKey), kid: 'mine'})});
opens('a header with places to fetch keys from: not looked at', 'ok', signed({...header, jku: 'https://evil.example/jwks.json', x5u: 'https://evil.example/x', jwk: jwkOf(publicKeyOf(otherKey))}, claims));
opens('claims of tomorrow', 'ok', signed(header, {...claims, more: [1]}));
opens('five minutes old', 'ok', {now: t0 + 300_000});
opens('a millisecond older', 'too_old', {now: t0 + 300_001});
opens('a year old, where that is allowed', 'ok', {now: t0 + 365 * day, maxAgeMs: 366 * day});
opens('an hour old, where only clocks may differ by that', 'too_old', {now: t0 + hour, toleranceMs: 2 * hour});
opens('five minutes ahead', 'ok', {now: t0 - 300_000});
opens('a millisecond more', 'clock_ahead', {now: t0 - 300_001});
opens('old age allowed does not allow the future', 'clock_ahead', {now: t0 - hour, maxAgeMs: day});
opens('another result', 'wrong_body', {result: result.replace('yes', 'no')});
opens('no result', 'wrong_body', {result: null});
opens('another salt', 'wrong_body', {salt: 'a5'.repeat(32)});
opens('the result with blanks put in', 'body_changed', {result: JSON.stringify(JSON.parse(result), null, 1)});
opens('made over the canonical form, shown in another order', 'body_changed',
  {...signed(header, {...claims, resultDigest: digest(canonical({b: 1, a: 2}))}), result: '{"b":1,"a":2}'}, {...claims, resultDigest: digest(canonical({b: 1, a: 2}))});
opens('other result and old: the body first', 'wrong_body', {result: '{}', now: t0 + day});
opens('a receipt of no result', 'ok', {...signed(header, {...claims, outcome: 'skipped', resultDigest: digest('')}), result: null}, {...claims, outcome: 'skipped', resultDigest: digest('')});
opens('forged: another key under the name of this', 'ok', {jws: jwsOf(inputOf(header, claims), otherKey)});
opens('forged: other claims under the same signature', 'ok', {jws: `${inputOf(header, {...claims, status: 'needs_review'})}.${jwsOf(inputOf(header, claims)).split('.')[2]}`}, {...claims, status: 'needs_review'});
opens('forged: r and s zero', 'ok', {jws: `${inputOf(header, claims)}.${'A'.repeat(86)}`});
opens('forged: r and s beyond the order', 'ok', {jws: `${inputOf(header, claims)}.${Buffer.alloc(64, 255).toString('base64url')}`});

closes('a key that is not in the set', 'wrong_key', {jwks: setOf(published(publicKeyOf(otherKey)))});
closes('another key under the name of this', 'wrong_key', {jwks: setOf({...published(publicKeyOf(otherKey)), kid})});
closes('an empty set', 'wrong_key', {jwks: setOf()});
closes('the key for another use', 'wrong_key', {jwks: setOf({...published(publicKey), use: 'enc'})});
closes('a key inside the receipt only', 'wrong_key', {...signed({...header, jwk: jwkOf(publicKey)}, claims), jwks: setOf()});
closes('no algorithm at all', 'unknown_scheme', {jws: `${inputOf({...header, alg: 'none'}, claims)}.`});
closes('HS256 keyed with the public key', 'unknown_scheme', signed({...header, alg: 'HS256'}, claims));
closes('another curve', 'unknown_scheme', signed({...header, alg: 'ES384'}, claims));
closes('lower case', 'unknown_scheme', signed({...header, alg: 'es256'}, claims));
closes('another kind of token', 'unknown_scheme', signed({...header, typ: 'JWT'}, claims));
closes('no kind', 'unknown_scheme', signed(without(header, 'typ'), claims));
closes('an extension that must be understood', 'unknown_scheme', signed({...header, crit: ['b64'], b64: false}, claims));
closes('an empty list of extensions', 'unknown_scheme', signed({...header, crit: []}, claims));
closes('no alg', 'malformed', signed(without(header, 'alg'), claims));
closes('no kid', 'malformed', signed(without(header, 'kid'), claims));
closes('a member twice in the header', 'malformed', signed(JSON.stringify(header).replace('{', '{"alg":"none",'), claims));
closes('a claim twice', 'malformed', signed(header, JSON.stringify(claims).replace('{', '{"run":2,')));
closes('a header that is no object', 'malformed', signed([header], claims));
closes('claims that are no JSON', 'malformed', signed(header, 'claims'));
closes('a header with a byte-order mark', 'malformed', signed(`\uFEFF${JSON.stringify(header)}`, claims));
for (const name of Object.keys(claims)) closes(`no ${name}`, 'malformed', signed(header, without(claims, name)));
closes('iat in milliseconds: no such second', 'malformed', signed(header, {...claims, iat: 9_007_199_254_741}));
closes('iat with a fraction', 'malformed', signed(header, {...claims, iat: 1.5}));
closes('a hash in capitals', 'malformed', signed(header, {...claims, sub: claims.sub.toUpperCase()}));
closes('an outcome that is none', 'malformed', signed(header, {...claims, outcome: 'none'}));
closes('several audiences', 'malformed', signed(header, {...claims, aud: [claims.aud]}));
const good = jwsOf(inputOf(header, claims));
closes('nothing', 'malformed', {jws: ''});
closes('two parts', 'malformed', {jws: good.slice(0, good.lastIndexOf('.'))});
closes('four parts', 'malformed', {jws: `${good}.`});
closes('padding', 'malformed', {jws: `${good}==`});
closes('a line end', 'malformed', {jws: `${good}\n`});
closes('the other alphabet', 'malformed', {jws: good.replace('.', '.+').replace('.+e', '.e+')});
closes('left-over bits in the signature', 'malformed', {jws: good.slice(0, -1) + String.fromCharCode(good.charCodeAt(good.length - 1) + 1)});
closes('a signature of 63 bytes', 'malformed', {jws: `${inputOf(header, claims)}.${'A'.repeat(84)}`});
closes('a signature in DER', 'malformed', {jws: `${inputOf(header, claims)}.${Buffer.alloc(70, 48).toString('base64url')}`});
closes('longer than any receipt', 'malformed', signed(header, {...claims, status: 'x'.repeat(20_000)}));
closes('a set that is none', 'malformed', {jwks: '[]'});
closes('a set with the private key in it', 'malformed', {jwks: setOf({...published(publicKey), d: privateKey.toString('base64url')})});
closes('a salt of 31 bytes', 'malformed', {salt: salt.slice(2)});
closes('a salt that is no hex', 'malformed', {salt: 'salt'});
book.no('check: without a time nothing would ever be too old', 'check_receipt', without(request(), 'now'), {code: 'malformed_request', where: '/now'});
book.no('check: a tolerance below zero', 'check_receipt', {...request(), toleranceMs: -1}, {code: 'malformed_request', where: '/toleranceMs'});
book.no('check: an age without end', 'check_receipt', {...request(), maxAgeMs: 1e300}, {code: 'malformed_request', where: '/maxAgeMs'});
book.no('check: no receipt', 'check_receipt', without(request(), 'jws'), {code: 'malformed_request', where: '/jws'});

export default {write(folder) { book.write(folder); signing.write(folder); }};
