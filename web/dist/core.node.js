import{a as d}from"./chunk-IDNY34OK.js";import{a as b,b as c}from"./chunk-JX7CJNVM.js";import{a}from"./chunk-D5NFP37U.js";export{b as Core,a as SealflowError,c as errorCodes,d as loadCore};
