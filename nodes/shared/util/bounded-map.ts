/** A map that forgets its oldest entry when it grows beyond its capacity: strangers must not fill the memory. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
	/** @param capacity how many entries are kept */
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

	/** Forgets the entry that was set longest ago. */
	deleteOldest(): void {
		const [oldest] = this.keys();
		this.delete(oldest);
	}
}
