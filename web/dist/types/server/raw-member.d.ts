/**
 * The text of the top-level member `name`, or undefined when it is not there. The document has been through JSON.parse
 * before, so it is known to be well formed; this only finds places.
 */
export declare function rawMember(document: string, name: string): string | undefined;
