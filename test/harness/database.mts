import { randomBytes } from 'node:crypto';

import { Client } from 'pg';

/** A database of one test run. */
export type TestDatabase = Awaited<ReturnType<typeof createDatabase>>;

async function query(url: string, sql: string, values?: unknown[]): Promise<Array<Record<string, unknown>>> {
	const client = new Client(url);
	await client.connect();
	const { rows } = await client.query<Record<string, unknown>>(sql, values).finally(async () => await client.end());
	return rows;
}

/** Creates an empty database with a name of its own on the server of `DATABASE_URL`, else the local one. Its owner must drop it. */
export async function createDatabase() {
	const server = process.env.DATABASE_URL || 'postgres://postgres@127.0.0.1:5432/postgres';
	const name = `ai_media_webhooks_${randomBytes(6).toString('hex')}`;
	const url = new URL(`/${name}`, server).href;
	const { host, port, user, password } = new Client(url);
	await query(server, `CREATE DATABASE ${name}`);
	return {
		/** What tells n8n to use it. */
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: host,
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_USER: user ?? '',
			DB_POSTGRESDB_PASSWORD: password ?? '',
			DB_POSTGRESDB_DATABASE: name,
		},
		/** Runs one statement and returns its rows. */
		query: async (sql: string, values?: unknown[]) => await query(url, sql, values),
		/** Removes the database, whoever is still connected to it. */
		drop: async () => await query(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
	};
}
