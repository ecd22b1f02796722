import{a as m,b as y,c as Ne}from"./chunk-D5NFP37U.js";var me=class{#e;constructor(e){this.#e=e}decide(e,t,r,o){this.#e.call("decide",{flow:e,view:!0,state:t,command:r,now:o})}evolve(e,t){return this.#e.call("evolve",{state:e,events:t})}dispatch(e,t){return this.#e.call("dispatch",{state:e,delivery:t})}checkField(e,t,r){return this.#e.call("check_field",{field:e,value:t,now:r})}error(e){return this.#e.call("error",{name:e})}};async function He(){let n=fetch(new URL("./sealflow-page.wasm",import.meta.url));n.catch(()=>{});let{default:e}=await import("./sealflow-page-SSC3VVW5.js");return new me(await Ne(e,n))}var Lt=()=>import("./en-2IFTETSE.js"),It={hi:()=>import("./hi-UYTAAFLD.js")};function De(n){let e=n??(document.documentElement.lang||navigator.language||"en");return Ot(e)}function Ot(n){try{return Intl.getCanonicalLocales(n.trim().replaceAll("_","-"))[0]??"en"}catch{return"en"}}var B=class{locale;language;#e;constructor(e,t,r){this.locale=e,this.language=t,this.#e=r}text(e,t={}){return(this.#e[e]??"").replace(/\{(\w+)\}/g,(o,s)=>String(t[s]??o))}first(...e){for(let t of e){let r=this.#e[t];if(r!==void 0)return r}return""}error(e){return this.first(`error.${e}`,"error.internal")}pick(e){if(e==null)return"";if(typeof e=="string")return e;for(let t of[this.locale,this.locale.split("-")[0]??"","en"]){let r=e[t];if(r!==void 0)return r}return Object.values(e)[0]??""}time(e){return new Intl.DateTimeFormat(this.locale,{dateStyle:"medium",timeStyle:"short"}).format(e)}};async function qe(n){let e=n.split("-")[0]??"en",t=It[e];if(t!==void 0)try{return new B(n,e,(await t()).default)}catch{}return new B(n,"en",(await Lt()).default)}var V=class{#e=new Map;on(e,t){if(typeof t!="function")throw new TypeError("on() takes a name and a function");let r=this.#e.get(e)??new Set;return this.#e.set(e,r.add(t)),()=>{r.delete(t)}}emit(e,t){for(let r of[...this.#e.get(e)??[]])try{r(t)}catch(o){j(o)}}clear(){this.#e.clear()}};function j(n){setTimeout(()=>{throw n})}var v=class extends m{retryAfter;events;constructor(e,t){super(e),this.retryAfter=t,this.events=e.events??[]}};async function fe(n,{timeout:e,signal:t,...r}){let o=new AbortController,s=setTimeout(()=>{o.abort()},e),i=()=>{o.abort()};t.addEventListener("abort",i);let d;try{t.throwIfAborted(),d=await fetch(n,{...r,signal:o.signal,credentials:"omit",cache:"no-store",referrerPolicy:"origin",redirect:"error"})}catch(a){throw t.throwIfAborted(),new y(`no answer from ${new URL(n).origin}`,{cause:a})}finally{clearTimeout(s)}if(!d.ok)throw await Nt(d);return d}async function z(n){try{return await n.json()}catch(e){throw new y("the answer broke off",{cause:e})}}async function Nt(n){let e=Dt(n.headers.get("Retry-After")),t=await n.json().catch(()=>null);return new v(Ht(t)?t:ge(n.status),e)}function Ht(n){return typeof n=="object"&&n!==null&&"code"in n&&typeof n.code=="string"}function ge(n){let e=n>=500||n===408||n===429;return{code:e?"unavailable":"internal",number:e?50301:5001,httpStatus:n,retryable:e,message:`something between page and server answered ${n}`}}function Dt(n){let e=Number(n??0);return Number.isFinite(e)&&e>0?Math.min(e,3600)*1e3:0}async function*Be(n,e){if(n.body===null)return;let t=n.body.pipeThrough(new TextDecoderStream).getReader(),r=new ye;try{for(;;){let{done:o,value:s}=await t.read();if(o)return;for(let i of r.push(s))yield JSON.parse(i)}}catch(o){throw e.throwIfAborted(),new y("the event stream broke off",{cause:o})}finally{t.cancel().catch(()=>{})}}var ye=class{#e="";#t=[];push(e){let t=[],r=(this.#e+e).split(/\r\n|\n|\r(?!$)/);this.#e=r.pop()??"";for(let o of r)o===""?(this.#t.length>0&&t.push(this.#t.join(`
`)),this.#t=[]):o.startsWith("data:")&&this.#t.push(o.slice(o.startsWith("data: ")?6:5));return t}};var Ve=2e4,U=class{#e;#t;#n="";constructor(e,t,r){this.#e=new URL(`v1/sessions/${encodeURIComponent(t)}/`,e.replace(/\/*$/,"/")).href,this.#t=r}async launch(e,t){let r={...e,launcher:"0.1.0"},o=await z(await this.#r("launch",JSON.stringify(r),{"Idempotency-Key":t}));return this.#n=o.token,o}async command(e,t){return z(await this.#r("commands",JSON.stringify(e),{...this.#o(),"Idempotency-Key":t}))}async events(e){return z(await this.#s(e,"application/json",this.#t))}async*stream(e,t){let r=await this.#s(e,"text/event-stream",t);yield*Be(r,t)}upload(e,t){return new Promise((r,o)=>{let s=new XMLHttpRequest;s.open("POST",`${this.#e}media`),s.responseType="text",s.timeout=5*6e4,s.setRequestHeader("Content-Type",e.type);for(let[a,u]of Object.entries(this.#o()))s.setRequestHeader(a,u);let i=()=>{s.abort()};this.#t.addEventListener("abort",i);let d=()=>{o(new y("the upload broke off"))};s.upload.onprogress=a=>{a.lengthComputable&&t(a.loaded/a.total)},s.onerror=d,s.ontimeout=d,s.onabort=d,s.onload=()=>{try{let a=JSON.parse(s.responseText);s.status===201?r(a):o(new v(a,0))}catch{o(new v(ge(s.status),0))}},s.onloadend=()=>{this.#t.removeEventListener("abort",i)},s.send(e)})}#o(){return{Authorization:`Bearer ${this.#n}`}}#r(e,t,r){return fe(`${this.#e}${e}`,{method:"POST",headers:{"Content-Type":"application/json",...r},body:t,signal:this.#t,timeout:Ve})}#s(e,t,r){return fe(`${this.#e}events`,{method:"GET",headers:{Accept:t,"Last-Event-ID":String(e),...this.#o()},signal:r,timeout:Ve})}};var J=class{#e=0;learn(e){e!==void 0&&(this.#e=e-Date.now())}now(){return Date.now()+this.#e}};var ve=new Map,K=class{#e;constructor(e,t){this.#e=`sealflow:device:${new URL(e).origin}:${t}`}read(){try{return localStorage.getItem(this.#e)??ve.get(this.#e)}catch{return ve.get(this.#e)}}write(e){ve.set(this.#e,e);try{localStorage.setItem(this.#e,e)}catch{}}async exclusively(e){let{locks:t}=navigator;return t===void 0?e():t.request(this.#e,e)}};function C(){let n=crypto.getRandomValues(new Uint8Array(16));return n[6]=(n[6]??0)&15|64,n[8]=(n[8]??0)&63|128,Array.from(n,t=>t.toString(16).padStart(2,"0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/,"$1-$2-$3-$4-")}var W=class{#e;#t;constructor(e){this.#e=e}start(){this.#t??=setInterval(()=>{document.visibilityState==="visible"&&this.#e()},25e3)}stop(){clearInterval(this.#t),this.#t=void 0}};var qt=5,G=class{#e;#t=Promise.resolve();constructor(e){this.#e=e}send(e){let t=this.#t.then(()=>this.#n(e));return this.#t=t.catch(()=>{}),t}async#n(e){for(let t=1;;++t){let r=this.#e.state();if(!Bt(e,r))return"overtaken";let o={command:e,epoch:r.epoch,expectedSeq:r.seq};try{return await this.#e.take(await this.#e.post(o,C())),"done"}catch(s){if(!(s instanceof m))throw s;if(s.code==="session_superseded")return this.#e.superseded(),"superseded";if(t===qt)throw s;if(s.code==="seq_conflict"&&s instanceof v)await this.#e.take({events:[...s.events]});else if(xe(s))await this.#e.renew();else throw s}}}};function Bt(n,e){return n.type==="acknowledge"?e.outcome!=="none"&&!e.acknowledged:e.outcome!=="none"?!1:n.stage===void 0||n.stage===e.current}function xe(n){return n instanceof m&&["token_expired","token_invalid"].includes(n.code)}var F={tries:8,base:1e3,cap:15e3,random:Math.random,pause:zt};function Vt(n){return n instanceof y?!0:n instanceof m?n.code==="request_in_progress"?!0:n.retryable&&(n.httpStatus>=500||n.httpStatus===429):!1}function be(n,e,t){let r=t.random()*Math.min(t.cap,t.base*2**(n-1)),o=e instanceof v?e.retryAfter:0;return Math.max(o,200+r)}async function ze(n,e,t,r){for(let o=1;;++o)try{let s=await n();return r(null),s}catch(s){if(t.aborted||!Vt(s)||o>=e.tries)throw s;r(s),await e.pause(be(o,s,e),t)}}function zt(n,e){return new Promise((t,r)=>{let o=()=>{clearTimeout(s),globalThis.removeEventListener("online",o),e.removeEventListener("abort",o),e.aborted?r(e.reason):t()},s=setTimeout(o,n);globalThis.addEventListener("online",o),e.addEventListener("abort",o),e.aborted&&o()})}var Y=class{#e;#t;#n=!1;constructor(e,t){this.#e=e,this.#t=t}start(e){this.#n||(this.#n=!0,this.#o(e).catch(()=>{}).finally(()=>{this.#n=!1}))}async#o(e){for(let t=0;this.#t.waiting()&&!e.aborted;){let r=new AbortController,o=()=>{r.abort(e.reason)};e.addEventListener("abort",o);try{if(await this.#t.take(await this.#e.events(this.#t.seq())),!this.#t.waiting())return;for await(let s of this.#e.stream(this.#t.seq(),r.signal))if(t=0,await this.#t.take({events:[s]}),!this.#t.waiting())return}catch(s){t+=1,await F.pause(be(Math.min(t,6),s,F),e)}finally{e.removeEventListener("abort",o),r.abort()}}}};var Q=class{clock=new J;#e;#t;#n;#o=new AbortController;#r;#s;#i;#c;#a;#l;#d;#u=!1;constructor(e,t,r){this.#e=e,this.#t=t,this.#n=r,this.#r=new U(e.server,e.handshake,this.#o.signal),this.#s=new K(e.server,e.handshake),this.#i=new G({state:()=>this.state,post:(o,s)=>this.#g(()=>this.#r.command(o,s)),take:o=>this.#y(o),renew:()=>this.#p({retry:!1}),superseded:()=>{this.#f()}}),this.#c=new Y(this.#r,{seq:()=>this.state.seq,waiting:()=>this.#v(),take:o=>this.#y(o)}),this.#a=new W(()=>this.#b())}get state(){if(this.#d===void 0)throw new TypeError("the session is not open yet");return this.#d}get opened(){return this.#d!==void 0}get flow(){return this.#l?.flow}get appName(){return this.#l?.app.name??""}get plan(){return this.#l?.plan}get superseded(){return this.#u}get stage(){if(!(this.#d===void 0||this.#d.outcome!=="none"))return this.flow?.stages.find(e=>e.id===this.#d?.current)}record(e){return this.#d?.stages.find(t=>t.id===e)}async open(){let{variables:e,handoff:t,retry:r}=this.#e;await this.#s.exclusively(()=>this.#p({retry:r,...e&&{variables:e},...t!==void 0&&{handoff:t}})),this.#a.start()}async takeBack(){await this.#p({retry:!1}),this.#u=!1,this.#a.start(),this.#n.changed()}async submit(e,t){let r={type:"submit",stage:e,input:t};return this.#m(r),this.#i.send(r)}sendCode(e){return this.#i.send({type:"send_code",stage:e})}skip(){return this.#i.send({type:"skip"})}fail(e){return this.#i.send({type:"fail",input:{code:e}})}acknowledge(){return this.#i.send({type:"acknowledge"})}async upload(e,t){try{return await this.#g(()=>this.#r.upload(e,t))}catch(r){if(!xe(r))throw r;return await this.#p({retry:!1}),this.#g(()=>this.#r.upload(e,t))}}checkField(e,t){this.#t.checkField(e,t,this.clock.now())}close(){this.#a.stop(),this.#o.abort(new DOMException("the flow was closed","AbortError"))}async#p(e){let{clientKey:t,locale:r}=this.#e,o=this.#s.read(),s={clientKey:t,locale:r,...e,...o!==void 0&&{deviceSecret:o}},i=C(),d=await this.#g(()=>this.#r.launch(s,i)).catch(u=>{throw u instanceof m&&!u.retryable&&this.#n.refused(u),u});this.clock.learn(d.now),d.device.secret!==void 0&&this.#s.write(d.device.secret);let a=this.#d?.current;this.#l=d,this.#d=d.state,a!==d.state.current&&this.#n.stage(this.stage??null),this.#n.changed(),await this.#h(d.delivery)}#m(e){if(this.flow===void 0)throw new TypeError("the session is not open yet");try{this.#t.decide(this.flow,this.state,{...e,epoch:this.state.epoch},this.clock.now())}catch(t){if(t instanceof m&&t.code==="invalid_input")throw t}}async#y(e){this.clock.learn(e.now);let t=this.state;if(!this.#x(e.events)){let r=await this.#g(()=>this.#r.events(this.state.seq));this.#x(r.events)||await this.#p({retry:!1}),e=r}t.current!==this.state.current&&this.#n.stage(this.stage??null),this.#n.changed(),await this.#h(e.delivery??null)}#x(e){if(e.length===0)return!0;let{state:t,evolutions:r}=this.#t.evolve(this.state,e);return this.#d=t,e.forEach((o,s)=>{r[s]==="applied"&&this.#n.event(o)}),!r.includes("gap")}async#h(e){if(this.state.outcome!=="none"){this.#a.stop();let t=e??(await this.#g(()=>this.#r.events(this.state.seq))).delivery;t!==null&&this.#n.outcome(t)}else this.#v()&&this.#c.start(this.#o.signal)}#v(){let{outcome:e,current:t}=this.state;return this.#u||e!=="none"?!1:t===""||this.record(t)?.waiting===!0}#f(){this.#u=!0,this.#a.stop(),this.#n.changed()}async#b(){try{await this.#r.command({command:{type:"heartbeat"},epoch:this.state.epoch,expectedSeq:this.state.seq},C())}catch(e){e instanceof m&&e.code==="session_superseded"&&this.#f()}}#g(e){return ze(e,this.#e.policy??F,this.#o.signal,t=>{this.#n.trouble(t)})}};var $e=globalThis,Ue=n=>n,X=$e.trustedTypes,Je=X?X.createPolicy("lit-html",{createHTML:n=>n}):void 0,Se="$lit$",$=`lit$${Math.random().toFixed(9).slice(2)}$`,ke="?"+$,Ut=`<${ke}>`,E=document,I=()=>E.createComment(""),O=n=>n===null||typeof n!="object"&&typeof n!="function",Te=Array.isArray,Xe=n=>Te(n)||typeof n?.[Symbol.iterator]=="function",we=`[ 	
\f\r]`,L=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Ke=/-->/g,We=/>/g,k=RegExp(`>|${we}(?:([^\\s"'>=/]+)(${we}*=${we}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Ge=/'/g,Ye=/"/g,Ze=/^(?:script|style|textarea|title)$/i,Ee=n=>(e,...t)=>({_$litType$:n,strings:e,values:t}),l=Ee(1),f=Ee(2),Vn=Ee(3),x=Symbol.for("lit-noChange"),c=Symbol.for("lit-nothing"),Qe=new WeakMap,T=E.createTreeWalker(E,129);function et(n,e){if(!Te(n)||!n.hasOwnProperty("raw"))throw Error("invalid template strings array");return Je!==void 0?Je.createHTML(e):e}var tt=(n,e)=>{let t=n.length-1,r=[],o,s=e===2?"<svg>":e===3?"<math>":"",i=L;for(let d=0;d<t;d++){let a=n[d],u,p,h=-1,g=0;for(;g<a.length&&(i.lastIndex=g,p=i.exec(a),p!==null);)g=i.lastIndex,i===L?p[1]==="!--"?i=Ke:p[1]!==void 0?i=We:p[2]!==void 0?(Ze.test(p[2])&&(o=RegExp("</"+p[2],"g")),i=k):p[3]!==void 0&&(i=k):i===k?p[0]===">"?(i=o??L,h=-1):p[1]===void 0?h=-2:(h=i.lastIndex-p[2].length,u=p[1],i=p[3]===void 0?k:p[3]==='"'?Ye:Ge):i===Ye||i===Ge?i=k:i===Ke||i===We?i=L:(i=k,o=void 0);let S=i===k&&n[d+1].startsWith("/>")?" ":"";s+=i===L?a+Ut:h>=0?(r.push(u),a.slice(0,h)+Se+a.slice(h)+$+S):a+$+(h===-2?d:S)}return[et(n,s+(n[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),r]},N=class n{constructor({strings:e,_$litType$:t},r){let o;this.parts=[];let s=0,i=0,d=e.length-1,a=this.parts,[u,p]=tt(e,t);if(this.el=n.createElement(u,r),T.currentNode=this.el.content,t===2||t===3){let h=this.el.content.firstChild;h.replaceWith(...h.childNodes)}for(;(o=T.nextNode())!==null&&a.length<d;){if(o.nodeType===1){if(o.hasAttributes())for(let h of o.getAttributeNames())if(h.endsWith(Se)){let g=p[i++],S=o.getAttribute(h).split($),q=/([.?@])?(.*)/.exec(g);a.push({type:1,index:s,name:q[2],strings:S,ctor:q[1]==="."?ee:q[1]==="?"?te:q[1]==="@"?ne:_}),o.removeAttribute(h)}else h.startsWith($)&&(a.push({type:6,index:s}),o.removeAttribute(h));if(Ze.test(o.tagName)){let h=o.textContent.split($),g=h.length-1;if(g>0){o.textContent=X?X.emptyScript:"";for(let S=0;S<g;S++)o.append(h[S],I()),T.nextNode(),a.push({type:2,index:++s});o.append(h[g],I())}}}else if(o.nodeType===8)if(o.data===ke)a.push({type:2,index:s});else{let h=-1;for(;(h=o.data.indexOf($,h+1))!==-1;)a.push({type:7,index:s}),h+=$.length-1}s++}}static createElement(e,t){let r=E.createElement("template");return r.innerHTML=e,r}};function A(n,e,t=n,r){if(e===x)return e;let o=r!==void 0?t._$Co?.[r]:t._$Cl,s=O(e)?void 0:e._$litDirective$;return o?.constructor!==s&&(o?._$AO?.(!1),s===void 0?o=void 0:(o=new s(n),o._$AT(n,t,r)),r!==void 0?(t._$Co??=[])[r]=o:t._$Cl=o),o!==void 0&&(e=A(n,o._$AS(n,e.values),o,r)),e}var Z=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:r}=this._$AD,o=(e?.creationScope??E).importNode(t,!0);T.currentNode=o;let s=T.nextNode(),i=0,d=0,a=r[0];for(;a!==void 0;){if(i===a.index){let u;a.type===2?u=new P(s,s.nextSibling,this,e):a.type===1?u=new a.ctor(s,a.name,a.strings,this,e):a.type===6&&(u=new re(s,this,e)),this._$AV.push(u),a=r[++d]}i!==a?.index&&(s=T.nextNode(),i++)}return T.currentNode=E,o}p(e){let t=0;for(let r of this._$AV)r!==void 0&&(r.strings!==void 0?(r._$AI(e,r,t),t+=r.strings.length-2):r._$AI(e[t])),t++}},P=class n{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,r,o){this.type=2,this._$AH=c,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=r,this.options=o,this._$Cv=o?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=A(this,e,t),O(e)?e===c||e==null||e===""?(this._$AH!==c&&this._$AR(),this._$AH=c):e!==this._$AH&&e!==x&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):Xe(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==c&&O(this._$AH)?this._$AA.nextSibling.data=e:this.T(E.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:r}=e,o=typeof r=="number"?this._$AC(e):(r.el===void 0&&(r.el=N.createElement(et(r.h,r.h[0]),this.options)),r);if(this._$AH?._$AD===o)this._$AH.p(t);else{let s=new Z(o,this),i=s.u(this.options);s.p(t),this.T(i),this._$AH=s}}_$AC(e){let t=Qe.get(e.strings);return t===void 0&&Qe.set(e.strings,t=new N(e)),t}k(e){Te(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,r,o=0;for(let s of e)o===t.length?t.push(r=new n(this.O(I()),this.O(I()),this,this.options)):r=t[o],r._$AI(s),o++;o<t.length&&(this._$AR(r&&r._$AB.nextSibling,o),t.length=o)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let r=Ue(e).nextSibling;Ue(e).remove(),e=r}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},_=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,r,o,s){this.type=1,this._$AH=c,this._$AN=void 0,this.element=e,this.name=t,this._$AM=o,this.options=s,r.length>2||r[0]!==""||r[1]!==""?(this._$AH=Array(r.length-1).fill(new String),this.strings=r):this._$AH=c}_$AI(e,t=this,r,o){let s=this.strings,i=!1;if(s===void 0)e=A(this,e,t,0),i=!O(e)||e!==this._$AH&&e!==x,i&&(this._$AH=e);else{let d=e,a,u;for(e=s[0],a=0;a<s.length-1;a++)u=A(this,d[r+a],t,a),u===x&&(u=this._$AH[a]),i||=!O(u)||u!==this._$AH[a],u===c?e=c:e!==c&&(e+=(u??"")+s[a+1]),this._$AH[a]=u}i&&!o&&this.j(e)}j(e){e===c?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},ee=class extends _{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===c?void 0:e}},te=class extends _{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==c)}},ne=class extends _{constructor(e,t,r,o,s){super(e,t,r,o,s),this.type=5}_$AI(e,t=this){if((e=A(this,e,t,0)??c)===x)return;let r=this._$AH,o=e===c&&r!==c||e.capture!==r.capture||e.once!==r.once||e.passive!==r.passive,s=e!==c&&(r===c||o);o&&this.element.removeEventListener(this.name,this,r),s&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},re=class{constructor(e,t,r){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=r}get _$AU(){return this._$AM._$AU}_$AI(e){A(this,e)}},nt={M:Se,P:$,A:ke,C:1,L:tt,R:Z,D:Xe,V:A,I:P,H:_,N:te,U:ne,B:ee,F:re},Jt=$e.litHtmlPolyfillSupport;Jt?.(N,P),($e.litHtmlVersions??=[]).push("3.3.3");var rt=(n,e,t)=>{let r=t?.renderBefore??e,o=r._$litPart$;if(o===void 0){let s=t?.renderBefore??null;r._$litPart$=o=new P(e.insertBefore(I(),s),s,void 0,t??{})}return o._$AI(n),o};function b(n,e=24){return f`<svg width=${e} height=${e} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${n}</svg>`}var ot=b(f`<path d="M6 6l12 12M18 6L6 18"/>`),Ae=b(f`<path d="M5 12.5l4.5 4.5L19 7.5"/>`,36),st=b(f`<path d="M5 12.5l4.5 4.5L19 7.5"/>`,18),it=b(f`<path d="M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5"/>`,18),oe=b(f`<path d="M12 7.5v6M12 17v.01"/><circle cx="12" cy="12" r="9.5"/>`,36),se=b(f`<path d="M12 7.5v6M12 17v.01"/><circle cx="12" cy="12" r="9.5"/>`,18),at=b(f`<rect x="3" y="4" width="13" height="10" rx="1.5"/><path d="M3 18h8"/><rect x="14" y="9" width="7" height="11" rx="1.5"/>`,36),lt=b(f`<path d="M4 8h3l1.5-2.5h7L17 8h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z"/><circle cx="12" cy="13" r="3.5"/>`),_e=b(f`<path d="M14 3H7a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V7z"/><path d="M14 3v4h4"/>`),dt=b(f`<rect x="3" y="5" width="18" height="14" rx="2"/><circle cx="9" cy="11" r="2"/><path d="M6 16c.6-1.6 5.4-1.6 6 0M15 10h3M15 14h3"/>`,40);function Re(n,e){let t=e.stages.filter(s=>s.progress==="passed").map(s=>s.id),r=n.stages.filter(s=>t.includes(s.id)).length,o=e.current===""?0:ct(n,e.current,new Set(t));return{done:r,total:r+o}}function ct(n,e,t){let r=n.stages.findIndex(a=>a.id===e),o=n.stages[r];if(o===void 0||t.has(e))return 0;let s=o.next??[],i=new Set(t).add(e),d=s.flatMap(a=>"to"in a?[a.to]:[n.stages[r+1]?.id??""]);return 1+Math.max(0,...d.map(a=>ct(n,a,i)))}function pt(n,e,t){return l`<header>
    <div class="brand">
      <strong>${n?.appName??c}</strong>
      ${e&&n?.opened===!0?l`<span>${Kt(n,e)}</span>`:c}
    </div>
    <button class="icon-button" type="button" id="close" aria-label=${e?.text("header.close")??"Close"} @click=${t}>
      ${ot}
    </button>
  </header>`}function Kt(n,e){if(n.flow===void 0||n.stage===void 0)return e.pick(n.flow?.title);let{done:t,total:r}=Re(n.flow,n.state);return e.text("header.step",{step:t+1,total:r})}function ut(n){if(n?.opened!==!0||n.flow===void 0)return c;let{done:e,total:t}=Re(n.flow,n.state),r=Array.from({length:t},(o,s)=>s<e?"done":s===e?"now":"ahead");return l`<ol class="steps" aria-hidden="true">${r.map(o=>l`<li class=${o}></li>`)}</ol>`}function ht(n){let e=navigator.onLine?"banner.retrying":"banner.offline";return l`<div class="banner" role="status">${n.text(e)}</div>`}function mt(n,e,t){let r=e.steps.filter(i=>i.verdict==="skip"),o=e.steps.filter(i=>i.reason==="expired"||i.reason==="dropped");if(r.length+o.length===0)return c;let s=({stage:i})=>{let d=n.stages.find(a=>a.id===i);return t.pick(d?.title)||t.first(`${d?.type??""}.title`)||i};return l`<details class="panel" id="done" open>
    <summary>${t.text("done.title")}</summary>
    <ul>
      ${r.map(i=>l`<li>
          ${st}
          <div>${s(i)}<small>${t.text("done.passed",{time:t.time(i.at??0)})}</small></div>
        </li>`)}
      ${o.map(i=>l`<li class="again">
          ${it}
          <div>${s(i)}<small>${t.text(i.reason==="expired"?"done.expired":"done.dropped")}</small></div>
        </li>`)}
    </ul>
  </details>`}function ie(n){return l`<div class="screen centre" role="status">
    <span class="spinner"></span>
    <p class="lead">${n?.text("loading.text")??c}</p>
  </div>`}function ft(n){return l`<div class="screen centre" role="status">
    <span class="spinner"></span>
    <h2 id="title" tabindex="-1">${n.text("waiting.title")}</h2>
    <p class="lead">${n.text("waiting.text")}</p>
  </div>`}function gt(n,e){return M("good",Ae,n.text("success.title"),n.text("success.text"),[{label:n.text("success.close"),run:e}])}function yt(n,e){return M("note",Ae,n.text("declined.title"),n.text("declined.text"),[{label:n.text("success.close"),run:e}])}function vt(n,e,t,r){let o=t===""?"":n.text("failure.reference",{id:t});return M("bad",oe,n.text("failure.title"),e,[{label:n.text("failure.close"),run:r}],o)}function xt(n,e,t){return M("note",oe,n.text("tryAgain.title"),e,[{label:n.text("tryAgain.again"),run:t}])}function bt(n,e,t){return M("note",at,n.text("moved.title"),n.text("moved.text"),[{label:n.text("moved.takeBack"),run:e},{label:n.text("moved.close"),run:t}])}function wt(n,e,t){return M("note",oe,n.text("leave.title"),n.text("leave.text"),[{label:n.text("leave.stay"),run:e},{label:n.text("leave.leave"),run:t}])}function M(n,e,t,r,o,s=""){return l`<div class="screen centre">
    <span class="badge ${n}">${e}</span>
    <h2 id="title" tabindex="-1">${t}</h2>
    <p class="lead" role=${n==="bad"?"alert":c}>${r}</p>
    ${s===""?c:l`<p class="hint">${s}</p>`}
    <div class="actions">
      ${o.map(({label:i,run:d},a)=>l`<button class="button ${a===0?"primary":"plain"}" type="button" @click=${d}>${i}</button>`)}
    </div>
  </div>`}var w=class{stage;context;busy=!1;problem="";constructor(e,t){this.stage=e,this.context=t}stateChanged(){}dispose(){}render(){let e=this.context.messages.pick(this.stage.title)||this.text(`${this.stage.type}.title`);return l`<form class="screen" novalidate @submit=${r=>{r.preventDefault(),this.busy||this.run(()=>this.submit())}} aria-busy=${this.busy?"true":"false"}>
      <h2 id="title" tabindex="-1">${e}</h2>
      ${this.problem===""?c:this.summary()}
      ${this.body()}
    </form>`}text(...e){return this.context.messages.first(...e)}summary(){return l`<div class="notice bad" id="problem" role="alert" tabindex="-1"><p>${this.problem}</p></div>`}submitButton(e){return l`<div class="actions">
      <button class="button primary" type="submit" ?disabled=${this.busy}>
        ${this.busy?l`<span class="spinner"></span>`:c}${e}
      </button>
    </div>`}errorText(e,t){return t===void 0?c:l`<p class="error" id=${e}>${se}<span>${t}</span></p>`}async send(e){await this.context.session.submit(this.stage.id,e)}refused(e,t){this.problem=this.context.messages.error(e.code)}async run(e){this.busy=!0,this.problem="",this.context.update();try{await e()}catch(t){if(t instanceof m){let{code:r,message:o,where:s,reason:i}=t;this.refused(t,t.details.length>0?t.details:[{code:r,message:o,where:s,reason:i}])}else this.problem=this.context.messages.text("error.network")}finally{this.busy=!1,this.context.update()}this.problem!==""&&this.context.find("problem")?.focus()}};function ae(n){return n.replace(/^\//,"").replaceAll("~1","/").replaceAll("~0","~")}var le=class extends w{body(){let{messages:e}=this.context;return l`<p class="text">${e.pick(this.stage.text)}</p>
      ${this.submitButton(e.text("consent.accept"))}`}submit(){return this.send({accepted:!0})}};var de=class extends w{#e=new Map;#t=new Map;#n;dispose(){for(let{preview:e}of this.#e.values())e!==void 0&&URL.revokeObjectURL(e)}body(){let{messages:e}=this.context,t=this.#n===void 0?"document.submit":"document.uploading";return l`<p class="lead">${e.text("document.lead")}</p>
      ${this.stage.sides.map(r=>this.#r(r))}
      ${this.#n===void 0?c:l`<progress max="1" .value=${this.#n} aria-label=${e.text("document.uploading")}></progress>`}
      ${this.submitButton(e.text(t))}`}async submit(){this.#t.clear();let{messages:e}=this.context;for(let o of this.stage.sides)this.#e.has(o)||this.#t.set(o,e.text("document.missing"));let t=this.stage.sides.find(o=>this.#t.has(o));if(t!==void 0){queueMicrotask(()=>this.context.find(`${t}-file`)?.focus());return}let r={};try{for(let[o,s]of this.stage.sides.entries())r[s]=await this.#l(s,o)}finally{this.#n=void 0}await this.send(r)}refused(e,t){let{messages:r}=this.context,s=t.map(d=>ae(d.where)).find(d=>this.#o(d))??(e.code.startsWith("media_")?this.stage.sides[0]:void 0);if(s===void 0){this.problem=r.error(e.code);return}this.#t.set(s,this.#a(e.code));let i=this.#e.get(s);i&&delete i.id}#o(e){return this.stage.sides.includes(e)}#r(e){let{messages:t}=this.context,r=this.#e.get(e),o=this.#t.get(e),s=this.stage.accept.some(i=>i.startsWith("image/"));return l`<section class="side" aria-labelledby="${e}-name">
      <h3 id="${e}-name">${t.text(`document.${e}`)}</h3>
      <div class="picture ${r?.preview===void 0?"":"chosen"}">${this.#s(r)}</div>
      <div role="alert">${this.errorText(`${e}-error`,o)}</div>
      <div class="choices">
        ${s&&Yt()?this.#i(e,"camera"):c} ${this.#i(e,"file")}
      </div>
    </section>`}#s(e){let{messages:t}=this.context;return e===void 0?l`${dt}<span>${t.text("document.nothingYet")}</span>`:e.preview===void 0?l`${_e}<span>${e.file.name}</span>`:l`<img src=${e.preview} alt=${t.text("document.preview")} />`}#i(e,t){let{messages:r}=this.context,o=this.#e.has(e),s=t==="camera"?"document.takePicture":o?"document.chooseOther":"document.chooseFile",i=t==="camera"?"image/*":this.stage.accept.join(",");return l`<div class="button plain">
      ${t==="camera"?lt:_e}<span aria-hidden="true">${r.text(s)}</span>
      <input id="${e}-${t}" type="file" accept=${i} capture=${t==="camera"?"environment":c}
        aria-label="${r.text(s)}: ${r.text(`document.${e}`)}"
        aria-describedby="${e}-error" ?disabled=${this.busy}
        @change=${d=>{let a=d.currentTarget,u=a.files?.[0];u&&this.#c(e,u),a.value=""}} />
    </div>`}#c(e,t){let r=this.#e.get(e)?.preview;if(r!==void 0&&URL.revokeObjectURL(r),this.#e.delete(e),this.#t.delete(e),!this.stage.accept.includes(t.type))this.#t.set(e,this.#a("media_type_invalid"));else if(t.size>this.stage.maxBytes)this.#t.set(e,this.#a("media_too_large"));else if(t.size===0)this.#t.set(e,this.#a("media_type_invalid"));else{let o=t.type.startsWith("image/")?URL.createObjectURL(t):void 0;this.#e.set(e,{file:t,preview:o})}this.context.update()}#a(e){let{messages:t}=this.context,r=this.stage.accept.map(s=>Gt[s]??s).join(", "),o=`${Math.floor(this.stage.maxBytes/(1024*1024))||1} MB`;return t.error(e).replace("{types}",r).replace("{size}",o)}async#l(e,t){let r=this.#e.get(e);if(r===void 0)throw new TypeError("nothing chosen");let o=s=>{this.#n=(t+s)/this.stage.sides.length,this.context.update()};return o(0),r.id??=(await this.context.session.upload(r.file,o)).id,r.id}},Gt={"image/jpeg":"JPEG","image/png":"PNG","application/pdf":"PDF"};function Yt(){return matchMedia("(pointer: coarse)").matches}var R={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},$t=n=>(...e)=>({_$litDirective$:n,values:e}),ce=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,r){this._$Ct=e,this._$AM=t,this._$Ci=r}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};var{I:vr}=nt;var St=n=>n.strings===void 0;var Qt={},kt=(n,e=Qt)=>n._$AH=e;var H=$t(class extends ce{constructor(n){if(super(n),n.type!==R.PROPERTY&&n.type!==R.ATTRIBUTE&&n.type!==R.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!St(n))throw Error("`live` bindings can only contain a single expression")}render(n){return n}update(n,[e]){if(e===x||e===c)return e;let t=n.element,r=n.name;if(n.type===R.PROPERTY){if(e===t[r])return x}else if(n.type===R.BOOLEAN_ATTRIBUTE){if(!!e===t.hasAttribute(r))return x}else if(n.type===R.ATTRIBUTE&&t.getAttribute(r)===e+"")return x;return kt(n),e}});var Xt={name:{autocomplete:"name",autocapitalize:"words",maxlength:100},email:{type:"email",inputmode:"email",autocomplete:"email",autocapitalize:"none"},mobile:{type:"tel",inputmode:"tel",autocomplete:"tel"},number:{inputmode:"decimal"},integer:{inputmode:"numeric"},pan:{autocapitalize:"characters",maxlength:14},gstin:{autocapitalize:"characters",maxlength:20},aadhaar:{inputmode:"numeric",maxlength:16},ifsc:{autocapitalize:"characters",maxlength:14},vpa:{inputmode:"email",autocapitalize:"none"},pincode:{inputmode:"numeric",autocomplete:"postal-code",maxlength:8},iban:{autocapitalize:"characters",maxlength:48},mrz:{autocapitalize:"characters",rows:3}};function Tt(n){return Xt[n]??{}}function Et(n){return n.format==="date"?`${n.name}-day`:n.name}function Pe(n,e){return e.pick(n.label)||e.first(`field.${n.format??"text"}.label`)||n.name}function At(n){let{field:e,finding:t}=n,r=t===void 0?"":"wrong";return e.format==="date"?l`<div class=${r}>${nn(n)}</div>`:e.format==="boolean"?l`<div class="field ${r}">${tn(n)}</div>`:l`<div class="field ${r}">
    <label for=${e.name}>${Me(n)}</label>
    ${je(n)} ${e.format==="select"?en(n):Zt(n)} ${Ce(n)}
  </div>`}function Me({field:n,messages:e}){let t=n.required===!0?c:l` <span class="optional">${e.text("field.optional")}</span>`;return l`${Pe(n,e)}${t}`}function _t({field:n,messages:e}){return e.pick(n.hint)||e.first(`field.${n.format??"text"}.hint`)}function je(n){let e=_t(n);return e===""?c:l`<p class="hint" id="${n.field.name}-hint">${e}</p>`}function Ce({field:n,finding:e}){return l`<p class="error" id="${n.name}-error">
    ${e===void 0?c:l`${se}<span>${e}</span>`}
  </p>`}function D(n){let{name:e}=n.field;return _t(n)===""?`${e}-error`:`${e}-hint ${e}-error`}function Zt(n){let{field:e,typed:t,finding:r,onTyped:o,onLeft:s}=n,i=Tt(e.format??"text"),d=u=>{o(u.currentTarget.value)},a=r===void 0?"false":"true";return i.rows!==void 0?l`<textarea id=${e.name} name=${e.name} rows=${i.rows} autocomplete="off" spellcheck="false"
      autocapitalize=${i.autocapitalize??"none"} aria-describedby=${D(n)} aria-invalid=${a}
      aria-required=${e.required===!0?"true":"false"}
      .value=${H(t)} @input=${d} @blur=${s}></textarea>`:l`<input id=${e.name} name=${e.name} type=${i.type??"text"}
    inputmode=${i.inputmode??"text"} autocomplete=${i.autocomplete??"off"}
    autocapitalize=${i.autocapitalize??"sentences"} spellcheck="false" maxlength=${i.maxlength??1e3}
    aria-describedby=${D(n)} aria-invalid=${a}
    aria-required=${e.required===!0?"true":"false"}
    .value=${H(t)} @input=${d} @blur=${s} />`}function en(n){let{field:e,messages:t,typed:r,finding:o,onTyped:s,onLeft:i}=n,d=(e.options??[]).map(a=>typeof a=="string"?{value:a}:a);return l`<select id=${e.name} name=${e.name} aria-describedby=${D(n)}
    aria-invalid=${o===void 0?"false":"true"} aria-required=${e.required===!0?"true":"false"}
    @change=${a=>{s(a.currentTarget.value),i()}}>
    <option value="" ?selected=${r===""}>${t.text("field.choose")}</option>
    ${d.map(a=>l`<option value=${a.value} ?selected=${r===a.value}>
        ${"label"in a&&t.pick(a.label)||a.value}
      </option>`)}
  </select>`}function tn(n){let{field:e,typed:t,onTyped:r,onLeft:o}=n;return l`<label class="check">
      <input id=${e.name} name=${e.name} type="checkbox" aria-describedby=${D(n)}
        .checked=${H(t)}
        @change=${s=>{r(s.currentTarget.checked),o()}} />
      <span>${Me(n)}</span>
    </label>
    ${je(n)}${Ce(n)}`}function nn(n){let{field:e,messages:t,finding:r,onTyped:o,onLeft:s}=n,i=n.typed,d=/birth|dob/i.test(e.name),a=p=>{p.currentTarget.contains(p.relatedTarget)||s()},u=(p,h)=>l`<div class="part ${p}">
    <label for="${e.name}-${p}">${t.text(`date.${p}`)}</label>
    <input id="${e.name}-${p}" name="${e.name}-${p}" type="text" inputmode="numeric" maxlength=${h}
      autocomplete=${d?`bday-${p}`:"off"} aria-invalid=${r===void 0?"false":"true"}
      .value=${H(i[p])}
      @input=${g=>{o({...i,[p]:g.currentTarget.value.replace(/\D/g,"")})}} />
  </div>`;return l`<fieldset class="field" aria-describedby=${D(n)} @focusout=${a}>
    <legend>${Me(n)}</legend>
    ${je(n)}
    <div class="parts">${u("day",2)}${u("month",2)}${u("year",4)}</div>
    ${Ce(n)}
  </fieldset>`}function Fe(n){return n.format==="date"?{day:"",month:"",year:""}:n.format==="boolean"?!1:""}function Le(n){return typeof n=="object"?n.day+n.month+n.year==="":n===""||n===!1}function Ie(n,e){if(typeof e=="boolean")return e;if(typeof e=="object")return Le(e)?"":rn(e);if(n.format==="number"||n.format==="integer"){let t=e.trim();return t!==""&&Number.isFinite(Number(t))?Number(t):t}return e}function rn({day:n,month:e,year:t}){return`${t.trim()}-${e.trim().padStart(2,"0")}-${n.trim().padStart(2,"0")}`}var pe=class extends w{#e=new Map;#t=new Map;constructor(e,t){super(e,t);for(let r of e.fields)this.#e.set(r.name,Fe(r))}body(){let{messages:e}=this.context;return l`${this.stage.fields.map(t=>At({field:t,messages:e,typed:this.#r(t),finding:this.#t.get(t.name),onTyped:r=>{this.#e.set(t.name,r),this.context.update()},onLeft:()=>{this.#n(t)}}))}
    ${this.submitButton(e.text("form.submit"))}`}async submit(){this.#t.clear();let e=this.stage.fields.map(t=>[t.name,Ie(t,this.#r(t))]);await this.send(Object.fromEntries(e))}refused(e,t){let{messages:r}=this.context;for(let o of t){let s=this.stage.fields.find(i=>i.name===ae(o.where));s&&this.#t.set(s.name,this.#o(s,o.reason??""))}this.problem=this.#t.size>0?r.text("form.problems"):r.error(e.code)}summary(){let{messages:e}=this.context,t=this.stage.fields.filter(r=>this.#t.has(r.name));return l`<div class="notice bad" id="problem" role="alert" tabindex="-1">
      <p><strong>${this.problem}</strong></p>
      ${t.length===0?c:l`<ul>
            ${t.map(r=>l`<li>
                <a role="button" tabindex="0" @click=${()=>{this.#s(r)}} @keydown=${o=>{(o.key==="Enter"||o.key===" ")&&(o.preventDefault(),this.#s(r))}}>${Pe(r,e)}: ${this.#t.get(r.name)}</a>
              </li>`)}
          </ul>`}
    </div>`}#n(e){let t=this.#r(e),r=this.#t.get(e.name);if(this.#t.delete(e.name),!Le(t))try{this.context.session.checkField(e,Ie(e,t))}catch(o){if(!(o instanceof m))throw o;this.#t.set(e.name,this.#o(e,o.reason))}r!==this.#t.get(e.name)&&this.context.update()}#o(e,t){let r=this.text(`field.${e.format??"text"}.${t}`,`field.${t}`,"field.wrong"),o={min:e.min,max:e.max,minLength:e.minLength,maxLength:e.maxLength};return r.replace(/\{(\w+)\}/g,(s,i)=>{let d=o[i];return typeof d=="string"||typeof d=="number"?String(d):s})}#r(e){return this.#e.get(e.name)??Fe(e)}#s(e){this.context.find(Et(e))?.focus()}};var ue=class extends w{#e="";#t;#n;#o="";#r;#s;constructor(e,t){super(e,t),this.stateChanged(),this.#s=setInterval(()=>{this.#c()>=0&&t.update()},1e3)}dispose(){clearInterval(this.#s)}stateChanged(){let e=this.context.session.record(this.stage.id)?.notes,t=JSON.stringify(e);if(!e||t===this.#r)return;this.#r=t;let{messages:r}=this.context;if(e.note==="code_sent")this.#n=e,this.#t=void 0,this.#o=r.text("otp.sent",{to:this.#n.to});else if(e.note==="code_not_sent")this.#t=r.text("otp.notSent");else if(e.code==="wrong_code"){let o=Number(e.triesLeft),s=o===0?"otp.wrongNoneLeft":o===1?"otp.wrongOneLeft":"otp.wrong";this.#t=r.text(s,{count:o}),this.#e="",queueMicrotask(()=>this.context.find("code")?.focus())}}body(){let{messages:e}=this.context,{digits:t,channel:r}=this.stage,o=this.#n?e.text("otp.sent",{to:this.#n.to}):e.text(r==="email"?"otp.sentToEmail":"otp.sentToMobile");return l`<p class="lead">${o}</p>
      <div class="field ${this.#t===void 0?"":"wrong"}">
        <label for="code">${e.text("otp.label",{count:t})}</label>
        <input id="code" class="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code"
          pattern="[0-9]*" maxlength=${t*2} spellcheck="false" aria-describedby="code-error"
          aria-invalid=${this.#t===void 0?"false":"true"} .value=${this.#e} @input=${this.#a} />
        <div role="alert">${this.errorText("code-error",this.#t)}</div>
      </div>
      <p class="hidden" role="status">${this.#o}</p>
      <div>${this.#i()}</div>
      ${this.submitButton(e.text("otp.submit"))}`}async submit(){this.#t=void 0,await this.send({code:this.#e})}refused(e){let{messages:t}=this.context;if(e.code==="invalid_input")this.#t=t.text("otp.format",{count:this.stage.digits});else if(e.code==="code_expired")this.#t=t.text("error.code_expired");else{this.problem=t.error(e.code);return}queueMicrotask(()=>this.context.find("code")?.focus())}#i(){let{messages:e}=this.context,t=this.#c();if(this.#n?.sendsLeft===0)return l`<p class="hint">${e.text("otp.noMore")}</p>`;if(t>0){let r=`${Math.floor(t/60)}:${String(t%60).padStart(2,"0")}`;return l`<p class="hint">${e.text("otp.resendIn",{time:r})}</p>`}return l`<button class="button link" type="button" ?disabled=${this.busy} @click=${this.#l}>
      ${e.text("otp.resend")}
    </button>`}#c(){return this.#n===void 0?0:Math.ceil((this.#n.resendAt-this.context.session.clock.now())/1e3)}#a=e=>{let t=e.currentTarget;this.#e=t.value.normalize("NFKC").replace(/\D/g,"").slice(0,this.stage.digits),t.value!==this.#e&&(t.value=this.#e)};#l=()=>{this.run(async()=>{this.#e="",this.#t=void 0,await this.context.session.sendCode(this.stage.id),this.context.find("code")?.focus()})}};var on={consent:le,otp:ue,form:pe,document:de};function Rt(n,e){let t=on[n.type];return t&&new t(n,e)}var Pt=`
button, input, select, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
.button {
  display: inline-flex; align-items: center; justify-content: center; gap: 10px;
  min-height: 48px; padding: 10px 20px; border: 1px solid transparent; border-radius: 10px;
  font-weight: 620; text-align: center; text-decoration: none; cursor: pointer;
}
.button.primary { color: var(--on-accent); background: var(--accent); }
.button.primary:hover { filter: brightness(1.08); }
.button.plain { color: var(--accent); background: none; border-color: var(--line); }
.button.plain:hover { background: var(--raised); }
.button.link { color: var(--accent); background: none; padding-inline: 8px; min-height: 44px; text-decoration: underline; text-underline-offset: 3px; font-weight: 560; }
.button[disabled] { opacity: .55; cursor: default; filter: none; }
.button .spinner { width: 18px; height: 18px; border-width: 2px; border-color: currentColor; border-block-start-color: transparent; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.field { display: flex; flex-direction: column; gap: 6px; min-width: 0; margin: 0; padding: 0; border: 0; }
.field > label, legend { padding: 0; font-weight: 600; }
legend { margin-block-end: 6px; }
.optional { color: var(--muted); font-weight: 400; }
.hint { color: var(--muted); font-size: .9375rem; }
input, select, textarea {
  width: 100%; min-height: 48px; padding: 10px 14px; border: 1px solid var(--field); border-radius: 10px;
  background: var(--surface); font-size: 1.0625rem;
}
textarea { resize: vertical; font-family: ui-monospace, monospace; font-size: .9375rem; }
input:focus, select:focus, textarea:focus { outline: 3px solid color-mix(in srgb, var(--accent) 40%, transparent); outline-offset: 0; border-color: var(--accent); }
.wrong input, .wrong select, .wrong textarea { border-color: var(--bad); border-width: 2px; }
.error { display: flex; gap: 6px; color: var(--bad); font-size: .9375rem; font-weight: 560; }
.error svg { flex: none; margin-block-start: 2px; }
.parts { display: flex; gap: 10px; }
.parts .part { display: flex; flex-direction: column; gap: 4px; width: 84px; }
.parts .year { width: 112px; }
.parts label { font-size: .875rem; color: var(--muted); }
.code { font-size: 1.75rem; font-variant-numeric: tabular-nums; letter-spacing: .35em; text-align: center; padding-inline-start: calc(14px + .35em); }
.check { display: flex; gap: 12px; align-items: flex-start; padding: 10px 0; min-height: 44px; cursor: pointer; }
.check input { flex: none; width: 24px; min-height: 24px; height: 24px; margin: 0; accent-color: var(--accent); }
.notice { display: flex; flex-direction: column; gap: 6px; padding: 14px 16px; border-radius: 12px; background: var(--raised); }
.notice.bad { background: var(--bad-soft); color: var(--bad); }
.notice.note { background: var(--note-soft); color: var(--note); }
.notice.good { background: var(--good-soft); color: var(--good); }
.notice ul { margin: 0; padding: 0; list-style: none; }
.notice a { display: inline-block; min-height: 32px; color: inherit; cursor: pointer; text-decoration: underline; text-underline-offset: 3px; }
.notice:focus { outline: none; }
.notice:focus-visible { outline: 3px solid var(--bad); }
.panel { border: 1px solid var(--line); border-radius: 12px; background: var(--raised); }
.panel summary { display: flex; align-items: center; gap: 10px; min-height: 44px; padding: 8px 14px; font-weight: 600; cursor: pointer; border-radius: 12px; }
.panel ul { display: flex; flex-direction: column; gap: 10px; margin: 0; padding: 2px 14px 14px; list-style: none; }
.panel li { display: flex; gap: 10px; }
.panel li svg { flex: none; margin-block-start: 3px; color: var(--good); }
.panel li.again svg { color: var(--note); }
.panel small { display: block; color: var(--muted); font-size: .875rem; }
.side { display: flex; flex-direction: column; gap: 10px; }
.side + .side { padding-block-start: 18px; border-block-start: 1px solid var(--line); }
.side h3 { margin: 0; font-size: 1rem; font-weight: 600; }
.picture { display: grid; place-items: center; gap: 8px; min-height: 168px; padding: 16px; border: 2px dashed var(--line); border-radius: 12px; color: var(--muted); background: var(--raised); text-align: center; overflow: hidden; }
.picture.chosen { padding: 0; border-style: solid; }
.picture img { display: block; width: 100%; max-height: 260px; object-fit: contain; }
.choices { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 8px; }
.choices .button { position: relative; }
.choices input { position: absolute; inset: 0; min-height: 0; height: 100%; padding: 0; opacity: 0; cursor: pointer; }
.choices .button:focus-within { outline: 3px solid var(--accent); outline-offset: 2px; }
progress { width: 100%; height: 8px; border: 0; border-radius: 4px; overflow: hidden; accent-color: var(--accent); }
@media (prefers-reduced-motion: no-preference) { .button, .icon-button { transition: background 120ms, filter 120ms; } }
`;var Mt=`
:host { all: initial; }
*, *::before, *::after { box-sizing: border-box; }
dialog {
  inset: 0; margin: auto auto 0; padding: 0; border: 0;
  width: 100%; max-width: 100%; height: fit-content; max-height: 100dvh; min-height: min(520px, 92dvh);
  color: var(--text); background: var(--surface);
  border-radius: var(--radius) var(--radius) 0 0;
  font: 400 1rem/1.5 var(--font); text-align: start;
  overflow: hidden; flex-direction: column;
  box-shadow: 0 24px 64px rgb(0 0 0 / 30%);
}
dialog[open] { display: flex; animation: rise 220ms cubic-bezier(.2, .8, .2, 1); }
dialog::backdrop { background: rgb(14 19 33 / 55%); animation: fade 220ms; }
@media (min-width: 560px) {
  dialog { width: 480px; margin: auto; border-radius: calc(var(--radius) + 4px); min-height: 440px; max-height: min(92dvh, 860px); }
}
@media (forced-colors: active) { dialog { border: 1px solid; } }
header { display: flex; align-items: center; gap: 12px; padding: 10px 10px 10px 24px; border-block-end: 1px solid var(--line); }
.brand { flex: 1; min-width: 0; }
.brand strong { display: block; font-weight: 650; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.brand span { display: block; color: var(--muted); font-size: .875rem; line-height: 1.3; }
.icon-button {
  display: grid; place-items: center; flex: none; width: 44px; height: 44px; padding: 0;
  border: 0; border-radius: 50%; color: var(--muted); background: none; cursor: pointer;
}
.icon-button:hover { color: var(--text); background: var(--raised); }
.steps { display: flex; gap: 4px; margin: 0; padding: 0 24px; list-style: none; transform: translateY(-2px); }
.steps li { flex: 1; height: 3px; border-radius: 2px; background: transparent; }
.steps .done { background: var(--accent); }
.steps .now { background: linear-gradient(to right, var(--accent) 50%, var(--line) 50%); }
.steps .ahead { background: var(--line); }
.banner { padding: 10px 24px; color: var(--note); background: var(--note-soft); font-size: .9375rem; font-weight: 560; }
main { flex: 1; display: flex; flex-direction: column; overflow: auto; overscroll-behavior: contain; padding: 22px 24px 24px; }
.screen { display: flex; flex: 1; flex-direction: column; gap: 18px; }
.centre { align-items: center; justify-content: center; text-align: center; gap: 14px; padding-block: 12px; }
.actions { display: flex; flex-direction: column; gap: 8px; margin-block-start: auto; padding-block-start: 8px; }
.centre .actions { width: 100%; }
h2 { margin: 0; font-size: 1.375rem; line-height: 1.25; font-weight: 680; letter-spacing: -.01em; text-wrap: balance; outline: none; }
p { margin: 0; }
.lead { color: var(--muted); }
.text { white-space: pre-line; }
.badge { display: grid; place-items: center; width: 72px; height: 72px; border-radius: 50%; }
.badge.good { color: var(--good); background: var(--good-soft); }
.badge.bad { color: var(--bad); background: var(--bad-soft); }
.badge.note { color: var(--note); background: var(--note-soft); }
.spinner {
  width: 36px; height: 36px; border-radius: 50%;
  border: 3px solid var(--line); border-block-start-color: var(--accent); animation: turn 900ms linear infinite;
}
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@keyframes rise { from { transform: translateY(24px); opacity: 0; } }
@keyframes fade { from { opacity: 0; } }
@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) {
  dialog[open], dialog::backdrop { animation: none; }
  .spinner { animation-duration: 3s; }
}
`;var jt=`
:host {
  --accent: var(--sealflow-accent, #2350d8);
  --on-accent: var(--sealflow-on-accent, #ffffff);
  --surface: var(--sealflow-surface, #ffffff);
  --raised: #f4f6fb;
  --text: var(--sealflow-text, #151a26);
  --muted: #566077;
  --line: #d4d9e5;
  --field: #8790a6;
  --good: #12703d;
  --good-soft: #e7f6ed;
  --bad: #b3261e;
  --bad-soft: #fdeceb;
  --note: #7a4b00;
  --note-soft: #fff4de;
  --shade: rgb(14 19 33 / 55%);
  --radius: var(--sealflow-radius, 14px);
  --font: var(--sealflow-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Devanagari",
    "Lohit Devanagari", sans-serif);
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :host {
    --accent: var(--sealflow-accent, #9db7ff);
    --on-accent: var(--sealflow-on-accent, #0d1a3f);
    --surface: var(--sealflow-surface, #171b26);
    --raised: #202636;
    --text: var(--sealflow-text, #eef1f8);
    --muted: #a9b2c7;
    --line: #353d52;
    --field: #7b86a1;
    --good: #7fdca6;
    --good-soft: #12301f;
    --bad: #ffb0a8;
    --bad-soft: #3b1917;
    --note: #ffd48a;
    --note-soft: #33260c;
    --shade: rgb(0 0 0 / 65%);
  }
}
`;function Ct(n){let e=new CSSStyleSheet;e.replaceSync(Mt+jt+Pt),n.adoptedStyleSheets=[e]}var he=class{#e;#t=document.createElement("div");#n;#o;#r;#s;#i;#c;#a=null;#l=!1;#d="";#u="";#p=!1;constructor(e){this.#e=e,this.#n=this.#t.attachShadow({mode:"open"}),Ct(this.#n),document.body.append(this.#t),this.update(),this.#m?.showModal()}show(e,t){this.#o=e,this.#r=t,this.update()}trouble(e){let t=e===null!=(this.#a===null);this.#a=e,t&&this.update()}fail(e){this.#c=e,this.#a=null,this.update()}refuse(e){this.#i={tone:"error",text:this.#r?.error(e.code)??e.message,requestId:e.requestId},this.update()}finish(e){if(e.handler==="skip"){this.remove();return}e.handler==="error"?this.#i??={tone:"error",text:e.payload.message,requestId:""}:this.#i={tone:e.payload.status==="auto_declined"?"declined":"success"},this.update()}remove(){this.#p||(this.#p=!0,this.#s?.screen.dispose(),this.#m?.close(),this.#t.remove(),this.#e.closed())}update(){if(this.#p)return;this.#f();let{name:e,content:t}=this.#x();rt(this.#y(t,e),this.#n),e!==this.#d&&(this.#d=e,this.#n.getElementById("title")?.focus(),this.#n.querySelector("main")?.scrollTo(0,0))}get#m(){return this.#n.querySelector("dialog")}#y(e,t){let r=this.#r,o=this.#o,s=this.#i===void 0&&o?.superseded!==!0;return l`<dialog aria-labelledby=${r?"title":c} aria-label=${r?c:"Sealflow"}
      lang=${r?.language??c} data-screen=${t}
      @cancel=${this.#T} @close=${this.#A} @keydown=${this.#E}>
      ${pt(o,r,this.#b)}
      ${s?ut(o):c}
      ${r&&this.#a!==null?ht(r):c}
      <main>${e}</main>
    </dialog>`}#x(){let e=this.#r,t=this.#o;if(e===void 0||t===void 0)return{name:"loading",content:ie(e)};if(this.#i!==void 0)return{name:this.#i.tone,content:this.#h(this.#i,e)};if(t.superseded)return{name:"moved",content:bt(e,this.#k,this.#w)};if(this.#l)return{name:"leave",content:wt(e,this.#$,this.#g)};if(this.#c!==void 0){let s=sn(this.#c,e);return{name:"tryAgain",content:xt(e,s,this.#S)}}if(!t.opened)return{name:"loading",content:ie(e)};if(this.#s===void 0)return{name:"waiting",content:t.state.outcome!=="none"?ie(e):ft(e)};let{key:r,screen:o}=this.#s;return this.#u||=r,{name:r,content:l`${this.#u===r?this.#v():c}${o.render()}`}}#h(e,t){if(e.tone==="error")return vt(t,e.text,e.requestId,this.#w);let r=e.tone==="success"?gt:yt;return l`${this.#u===""?this.#v():c}${r(t,this.#w)}`}#v(){let{flow:e,plan:t}=this.#o??{};return e===void 0||t===void 0||this.#r===void 0?c:mt(e,t,this.#r)}#f(){let e=this.#o?.stage,t=e&&this.#o?.record(e.id),r=e?`${e.id}@${t?.enteredAt??0}`:"";if(this.#s?.key===r){this.#s.screen.stateChanged();return}if(this.#s?.screen.dispose(),this.#s=void 0,e===void 0||this.#o===void 0||this.#r===void 0)return;let o=Rt(e,{session:this.#o,messages:this.#r,update:()=>{this.update()},find:s=>this.#n.getElementById(s)});o&&(this.#s={key:r,screen:o})}#b=()=>{this.#i!==void 0||this.#o?.superseded===!0?this.remove():this.#o?.opened!==!0?this.#e.leave():(this.#l=!this.#l,this.update())};#g=()=>{this.#e.leave()};#$=()=>{this.#l=!1,this.update()};#w=()=>{this.remove()};#S=()=>{this.#c=void 0,this.update(),this.#e.reopen()};#k=()=>{this.#o?.takeBack().catch(e=>{this.fail(e)})};#T=e=>{e.target===this.#m&&(e.preventDefault(),this.#b())};#E=e=>{e.key==="Escape"&&(e.preventDefault(),this.#b())};#A=()=>{this.#p||(this.#m?.showModal(),this.#b())}};function sn(n,e){return n instanceof m?e.error(n.code):e.text(n instanceof y?"error.network":"error.internal")}var an=["onSuccess","onError","onSkip"];function Ft(n){let e=n;if(typeof e!="object")throw new TypeError("launch() takes an object of options");for(let t of["server","clientKey","handshake"])if(typeof e[t]!="string")throw new TypeError(`launch(): "${t}" is a string`);for(let t of an)if(e[t]!==void 0&&typeof e[t]!="function")throw new TypeError(`launch(): "${t}" is a function`);if(!URL.canParse(n.server)||!/^https?:/.test(n.server))throw new TypeError('launch(): "server" is an http or https address')}function vo(n){if(typeof document>"u")throw new TypeError("launch() needs a page: call it in a browser");Ft(n);let e=new Oe(n);return e.run(),e}var Oe=class{#e;#t=new V;#n;#o;#r;#s;#i=0;#c=!1;#a=!1;#l=!1;constructor(e){this.#e={...e},this.#n=new he({leave:()=>this.#x(),closed:()=>{this.#t.emit("closed",null)},reopen:()=>this.#d()})}on(e,t){return this.#t.on(e,t)}destroy(){this.#l=!0,this.#s?.close(),this.#t.clear(),this.#n.remove()}async run(){let e=De(this.#e.locale);try{let[t,r]=await Promise.all([He(),qe(e)]);if(this.#l)return;this.#o=t,this.#r=r,this.#s=this.#u(t,e),this.#n.show(this.#s,r)}catch(t){j(t),this.#n.remove(),this.#h({handler:"error",payload:{...this.#f(),...ln}});return}await this.#d()}async#d(){try{await this.#s?.open()}catch(e){if(this.#l)return;this.#n.fail(e)}}#u(e,t){let{server:r,handshake:o,clientKey:s,retry:i=!1,variables:d,handoff:a}=this.#e,u={...d&&{variables:d},...a!==void 0&&{handoff:a}};return new Q({server:r,handshake:o,clientKey:s,locale:t,retry:i,...u},e,{changed:()=>{this.#p()},event:p=>{this.#t.emit("event",p)},stage:p=>{this.#t.emit("stage",p&&dn(p))},outcome:p=>{this.#m(p)},refused:p=>{this.#y(p)},trouble:p=>{this.#n.trouble(p),this.#t.emit("connection",{ok:p===null})}})}#p(){let e=this.#s?.superseded??!1;e&&!this.#a&&this.#t.emit("superseded",null),this.#a=e,this.#n.update()}#m(e){let t=this.#s,r=this.#o;if(t===void 0||r===void 0)return;let o=t.state.error?.code,s;try{s=r.dispatch(t.state,{...e,message:typeof o=="string"?this.#r?.error(o)??"":"",alreadyProcessed:t.plan?.transactionAlreadyProcessed??!1,handledSeq:this.#i})}catch(i){if(i instanceof m)this.#y(i);else throw i;return}s!==null&&this.#h(s)}#y(e){let t={...this.#f(),code:e.number,httpStatusCode:e.httpStatus,message:this.#r?.error(e.code)??e.message,retry:!1,stage:null};this.#n.refuse(e),this.#h({handler:"error",payload:t})}async#x(){let e=this.#s;if(this.#n.remove(),e?.opened!==!0){e?.close();let t={...this.#f(),stage:null};this.#h({handler:"skip",payload:t});return}e.state.outcome!=="none"||e.superseded||await e.skip().catch(j)}#h(e){this.#c||this.#l||(this.#c=!0,this.#i=e.payload.seq,this.#n.finish(e),this.#t.emit("outcome",e),this.#v(e).then(async()=>{e.payload.seq>0&&await this.#s?.acknowledge()}).catch(j))}async#v(e){let{onSuccess:t,onError:r,onSkip:o}=this.#e;e.handler==="success"?await t?.(e.payload):e.handler==="error"?await r?.(e.payload):await o?.(e.payload)}#f(){return{hs:this.#e.handshake,run:0,seq:0}}},ln={code:5001,httpStatusCode:500,message:"The verification could not be loaded. Check the connection and try again.",retry:!1,stage:null};function dn(n){return{id:n.id,type:n.type}}export{vo as a};
/*! For license information please see chunk-3AUVNHNE.js.LEGAL.txt */
