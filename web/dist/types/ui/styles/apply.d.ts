/** A constructed sheet instead of a <style> element: a strict Content-Security-Policy has nothing against it. */
export declare function applyStyles(root: ShadowRoot): void;
