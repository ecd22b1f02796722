// event: hash_event says what hash and commitment should be; expected values are Node's.
import {Book, event, bare, sha256, zeros, hs, t0} from './lib.mjs';

const book = new Book('event');
const hash = (comment, given, shown = given) => book.ok(comment, 'hash_event', {event: shown}, {hash: given.hash, commit: given.private === undefined ? null : given.commit});
const no = (comment, given, error) => book.no(comment, 'hash_event', {event: given}, error);

const first = event({public: {reason: 'no_state'}});
hash('the first event', first);
hash('the hash that came along does not matter', first, {...first, hash: zeros});
hash('nor does the order of its members', first, Object.fromEntries(Object.entries(first).reverse()));
hash('members of `public` in any order', event({public: {a: 1, b: 2}}), {...event({public: {a: 1, b: 2}}), public: {b: 2, a: 1}});
hash('an empty stage is null', first, {...first, stage: ''});
hash('another run', event({run: 2, seq: 17, prev: first.hash}));
hash('a stage', event({type: 'stage_entered', stage: 'FS0otp', seq: 2, prev: first.hash}));
hash('names are sorted by UTF-16 code units: U+1F431 before U+FF5E', event({public: {'\uff5e': 1, '\u{1f431}': 2}}));
hash('text outside ASCII is not escaped', event({public: {locale: 'हिन्दी', emoji: '🐱'}}));
hash('control characters are', event({public: {text: 'a\u0000b\n\t"\\/\u007f'}}));
hash('numbers as ECMAScript prints them', event({public: {n: [0, -0, 1e21, 1e-7, 0.1, 123456789012345680000, 5e-324]}}));
hash('nested', event({public: {a: {b: [{c: null}, true, []]}}}));
hash('the largest time and seq', event({at: 9007199254740991, seq: 9007199254740991}));
hash('time zero', event({at: 0}));
const secret = event({secret: {variables: {mobile: '+919876543210'}}});
hash('a private part', secret);
hash('what the page gets hashes to the same', {...bare(secret)});
hash('the commitment is over the bytes as they stand', event({secret: '{ "b": 1, "a": 2 }'}));
hash('an empty private part', event({secret: ''}));
hash('private bytes outside ASCII', event({secret: {name: 'आशा'}}));
hash('another salt, another commitment', event({secret: {variables: {mobile: '+919876543210'}}, salt: 'ff'.repeat(32)}));
hash('a commitment that is wrong is put right', secret, {...secret, commit: secret.commit}); 
hash('a type of the future', event({type: 'review_decided'}));

no('an object is needed', 'run_started', {code: 'malformed_request', where: ''});
no('another version', {...first, v: 2}, {code: 'malformed_request', where: '/v', reason: 'version'});
no('no version', {...first, v: undefined}, {code: 'malformed_request', where: '/v'});
no('no handshake', {...first, handshake: undefined}, {code: 'malformed_request', where: '/handshake', reason: 'missing'});
no('no prev', {...first, prev: undefined}, {code: 'malformed_request', where: '/prev', reason: 'missing'});
no('no type', {...first, type: ''}, {code: 'malformed_request', where: '/type', reason: 'missing'});
no('no public part', {...first, public: undefined}, {code: 'malformed_request', where: '/public', reason: 'missing'});
no('a public part in a string', {...first, public: '{}'}, {code: 'malformed_request', where: '/public', reason: 'type'});
no('no hash', {...first, hash: undefined}, {code: 'malformed_request', where: '/hash', reason: 'missing'});
no('run 0', {...first, run: 0}, {code: 'malformed_request', where: '/run', reason: 'range'});
no('seq 0', {...first, seq: 0}, {code: 'malformed_request', where: '/seq', reason: 'range'});
no('a time before 1970', {...first, at: -1}, {code: 'malformed_request', where: '/at', reason: 'range'});
no('a time in text', {...first, at: '1800000000000'}, {code: 'malformed_request', where: '/at', reason: 'type'});
no('half a seq', {...first, seq: 1.5}, {code: 'malformed_request', where: '/seq', reason: 'type'});
no('a seq beyond 2^53 cannot be told from the next', {...first, seq: 9007199254740994}, {code: 'malformed_request', where: '/seq', reason: 'range'});
no('an unknown member', {...first, note: 'x'}, {code: 'malformed_request', where: '/note', reason: 'member_unknown'});
no('a salt without private bytes', {...first, salt: zeros}, {code: 'malformed_request', reason: 'missing'});
no('private bytes without a salt', {...first, private: '{}'}, {code: 'malformed_request', reason: 'missing'});
no('a salt of 31 bytes', {...secret, salt: '00'.repeat(31)}, {code: 'malformed_request', where: '/salt'});
no('a salt that is no hex', {...secret, salt: 'zz'.repeat(32)}, {code: 'malformed_request', where: '/salt'});
no('a salt in upper case: one event has one text', {...secret, salt: 'FF'.repeat(32)}, {code: 'malformed_request', where: '/salt'});
no('a stage that is no text', {...first, stage: 7}, {code: 'malformed_request', where: '/stage', reason: 'type'});
no('a commitment that is no text', {...first, commit: {}}, {code: 'malformed_request', where: '/commit', reason: 'type'});
no('private bytes as an object', {...secret, private: {}}, {code: 'malformed_request', where: '/private', reason: 'type'});

export default book;
