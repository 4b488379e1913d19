/** What a tool answered, as the Model Context Protocol has it. */
interface ToolResult {
	isError?: boolean;
	content: Array<{ type: string; text: string }>;
}

/** Speaks JSON-RPC over the protocol's streamable HTTP transport: what a model's host does, without a model. */
export class McpClient {
	private session: string | undefined;
	private serial = 0;

	constructor(private readonly url: string) {}

	/** Opens a session. */
	async open(): Promise<void> {
		await this.call('initialize', {
			protocolVersion: '2025-03-26',
			capabilities: {},
			clientInfo: { name: 'test', version: '1.0.0' },
		});
		await this.post({ jsonrpc: '2.0', method: 'notifications/initialized' });
	}

	/** The names and descriptions of the tools. */
	async tools(): Promise<Array<{ name: string; description: string; inputSchema: Record<string, unknown> }>> {
		const { tools } = (await this.call('tools/list', {})) as { tools: Awaited<ReturnType<McpClient['tools']>> };
		return tools;
	}

	/** Calls a tool. */
	async callTool(name: string, args: Record<string, unknown>): Promise<ToolResult> {
		return (await this.call('tools/call', { name, arguments: args })) as ToolResult;
	}

	private async call(method: string, params: Record<string, unknown>): Promise<unknown> {
		const text = await this.post({ jsonrpc: '2.0', id: ++this.serial, method, params });
		// The answer comes as JSON, or as the only event of a stream.
		const json = /^data: (.*)$/m.exec(text)?.[1] ?? text;
		const { result, error } = JSON.parse(json) as { result?: unknown; error?: { message: string } };
		if (error !== undefined) throw new Error(error.message);
		return result;
	}

	private async post(message: Record<string, unknown>): Promise<string> {
		const response = await fetch(this.url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(this.session && { 'mcp-session-id': this.session }),
			},
			body: JSON.stringify(message),
		});
		this.session ??= response.headers.get('mcp-session-id') ?? undefined;
		const text = await response.text();
		if (!response.ok) throw new Error(`The MCP server answered ${response.status}: ${text}`);
		return text;
	}
}
