// ES256 with the nonces of RFC 6979, since Node's own are random and vectors must come out the same each time. The
// curve is OpenSSL's (ECDH gives k·G); what is here is the arithmetic around it, and Node checks each signature.
import assert from 'node:assert/strict';
import {createECDH, createHash, createHmac, createPublicKey, verify} from 'node:crypto';

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const number = bytes => BigInt(`0x${bytes.toString('hex')}`);
const bytes = value => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const hmac = (key, ...parts) => parts.reduce((mac, part) => mac.update(part), createHmac('sha256', key)).digest();
const mod = value => ((value % order) + order) % order;

function inverse(value) {
  let [a, b, x, y] = [mod(value), order, 1n, 0n];
  while (a > 1n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x];
  return mod(x);
}

/// x and y of a private key.
export function publicKeyOf(privateKey) {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(privateKey);
  return curve.getPublicKey().subarray(1);
}

/// RFC 6979 §3.2, for a hash as long as the order.
function nonce(privateKey, hash) {
  const seed = [privateKey, bytes(mod(number(hash)))];
  let [k, v] = [Buffer.alloc(32), Buffer.alloc(32, 1)];
  for (const mark of [0, 1]) {
    k = hmac(k, v, Buffer.from([mark]), ...seed);
    v = hmac(k, v);
  }
  for (;;) {
    v = hmac(k, v);
    if (number(v) > 0n && number(v) < order) return v;
    k = hmac(k, v, Buffer.from([0]));
    v = hmac(k, v);
  }
}

export function sign(privateKey, message) {
  const hash = createHash('sha256').update(message).digest();
  const k = nonce(privateKey, hash);
  const r = mod(number(publicKeyOf(k).subarray(0, 32)));
  const s = mod(inverse(number(k)) * (number(hash) + r * number(privateKey)));
  const signature = Buffer.concat([bytes(r), bytes(s)]);
  assert.ok(genuine(publicKeyOf(privateKey), message, signature));
  return signature;
}

export const jwkOf = publicKey => ({
  crv: 'P-256', kty: 'EC', x: publicKey.subarray(0, 32).toString('base64url'), y: publicKey.subarray(32).toString('base64url'),
});

export const genuine = (publicKey, message, signature) =>
  verify('sha256', Buffer.from(message), {key: createPublicKey({key: jwkOf(publicKey), format: 'jwk'}), dsaEncoding: 'ieee-p1363'}, signature);

/// RFC 7638.
export const thumbprint = publicKey => createHash('sha256').update(JSON.stringify(jwkOf(publicKey))).digest('base64url');

