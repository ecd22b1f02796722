// A result is signed over its exact bytes. Node's own crypto is the witness that this is plain HMAC-SHA256.
import {createHmac} from "node:crypto";
import {loadCore} from "sealflow/core";

const core = await loadCore();
const clientSecret = "c11e27-secret";
const result = '{"FS0details":{"input":{"name":"Asha Rao","income":45000},"output":{}}}';
const signature = core.sign(clientSecret, result);

console.log("same as node:crypto:", signature === createHmac("sha256", clientSecret).update(result).digest("hex"));
console.log("as it came:", core.verify(clientSecret, result, signature));
console.log("another income:", core.verify(clientSecret, result.replace("45000", "95000"), signature));
console.log("another secret:", core.verify("somebody else's", result, signature));
// Nothing was forged here: somebody parsed the text and printed it again, with spaces.
console.log("printed again:", core.verify(clientSecret, JSON.stringify(JSON.parse(result), null, 2), signature));
console.log("no signature:", core.verify(clientSecret, result, "none"));
