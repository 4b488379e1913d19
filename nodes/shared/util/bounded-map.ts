/** A map that drops its oldest entry when it is full, so that strangers cannot fill the memory. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
	/** @param capacity maximum number of entries */
	constructor(private readonly capacity: number) {
		super();
	}

	/** Sets an entry, which becomes the newest. */
	override set(key: Key, value: Value): this {
		this.delete(key);
		super.set(key, value);
		if (this.size > this.capacity) this.deleteOldest();
		return this;
	}

	/** Drops the entry that was set longest ago. */
	deleteOldest(): void {
		const [oldest] = this.keys();
		this.delete(oldest);
	}
}
