import assert from "node:assert/strict";
import {test} from "node:test";
import {rawMember} from "../../web/src/server/raw-member.js";

const table: [string, string | undefined][] = [
  ['{"result":{"a":1.0}}', '{"a":1.0}'],
  ['{"_id":"x","result":null,"z":1}', "null"],
  ['{ "a" : {"result": 1} , "result" : [ {"b" : "}" } ] }', '[ {"b" : "}" } ]'],
  ['{"tag":"\\"result\\":{}","result":{"k":"\\\\"},"after":2}', '{"k":"\\\\"}'],
  ['{"resu\\u006ct":"x","b":1}', '"x"'],
  ['{"result":"a,}]","b":1}', '"a,}]"'],
  ['{"result":-1.50e+3}', "-1.50e+3"],
  ['{"a":[],"b":{},"result":true}', "true"],
  ['{"other":1}', undefined],
  ["{}", undefined],
  ['["result"]', undefined],
  ['"result"', undefined],
];

for (const [document, expected] of table) {
  test(document, () => {
    JSON.parse(document);
    assert.equal(rawMember(document, "result"), expected);
  });
}
