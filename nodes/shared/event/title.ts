/**
 * Makes the name of an event for the editor.
 *
 * @param name the sender's own name, such as `generation.completed`
 * @param title the name in the catalogue, if it has one
 * @returns the title, else the sender's name in words: "Generation Completed"
 */
export function eventTitle(name: string, title?: string): string {
	const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
	return title ?? words.map((word) => word[0].toUpperCase() + word.slice(1).toLowerCase()).join(' ');
}
