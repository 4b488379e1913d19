/** An HTTP request as it leaves the sender. */
export interface SignedRequest {
	method: string;
	/** the address that is called, query included */
	url: string;
	headers: Record<string, string>;
	body: Buffer;
}

/** What a sender knows when it makes a delivery. */
export interface DeliveryOptions {
	/** the time of signing, in milliseconds since 1970 */
	now: number;
	/** the public address that the sender was given, without a query */
	url: string;
	/** another body than the row's own; where the signature stands in the body, the row adds it to this JSON object */
	body?: string | Buffer;
	/** another id than `expected.id`, wherever the sender puts it */
	id?: string;
	/** signs with this shared secret in place of the row's; rows with a public key ignore it */
	secret?: string;
}

/** One sender, described by its documentation alone and signed by code of its own. */
export interface DocumentedSender {
	/** the name in the catalogue, with the variant in brackets */
	name: string;
	/** the parameters of *Any Other Service* (sender `custom`) that differ from their defaults */
	settings: Record<string, unknown>;
	/** what the user enters as *Webhook Secret*: the shared secret, or the public key as the sender publishes it */
	secret: string;
	/** a wrong secret of the same kind */
	otherSecret: string;
	/** Returns a signed request. A `now` outside `settings.tolerance` gives an authentic request that is too old. */
	deliver(options: DeliveryOptions): SignedRequest;
	/** what the event of a delivery without `body` and `id` says */
	expected: {
		/** absent where no documented field of the delivery names the event */
		event?: string;
		/** `digest`: derived from the body; `none`: every delivery is an event of its own */
		id: string | 'digest' | 'none';
		verifiedBy: 'signature' | 'fields' | 'token';
		/** the number of entries in the list; the event and the id are those of the first */
		entries?: number;
	};
	/** changes that a receiver must refuse, besides another byte in what is signed and another secret */
	spoiled?: Record<string, (request: SignedRequest) => SignedRequest>;
	/**
	 * Changes that leave the signed text as it is, since the scheme puts no unambiguous border between its parts. The
	 * sender's own verifier accepts them.
	 */
	sameSignedText?: Record<string, (request: SignedRequest) => SignedRequest>;
}
