import { randomBytes } from 'node:crypto';
import type { InstalledN8n } from './n8n-install.mts';
import { requireFromN8n } from './n8n-modules.mts';

/** Where a PostgreSQL database is. */
export type DatabaseConnection = {
	host: string;
	port: number;
	user: string;
	password: string;
	database: string;
};

/** A database of one test run. */
export type TestDatabase = DatabaseConnection & {
	/** Runs one statement and returns its rows. */
	query(sql: string, values?: unknown[]): Promise<Array<Record<string, unknown>>>;
	/** Removes the database, whoever is still connected to it. */
	drop(): Promise<void>;
};

type PgClient = {
	connect(): Promise<void>;
	query(sql: string, values?: unknown[]): Promise<{ rows: Array<Record<string, unknown>> }>;
	end(): Promise<void>;
};
type Pg = { Client: new (options: DatabaseConnection) => PgClient };

/** The server that `DATABASE_URL` names, else the local one. */
function server(): DatabaseConnection {
	const url = new URL(process.env.DATABASE_URL || 'postgres://postgres@127.0.0.1:5432/postgres');
	return {
		host: url.hostname,
		port: Number(url.port || 5432),
		user: decodeURIComponent(url.username) || 'postgres',
		password: decodeURIComponent(url.password),
		database: url.pathname.slice(1) || 'postgres',
	};
}

/** Creates an empty database with a name of its own. Its owner must drop it. */
export async function createDatabase(n8n: InstalledN8n): Promise<TestDatabase> {
	const { Client } = requireFromN8n<Pg>(n8n, 'pg');
	const on = async (connection: DatabaseConnection, sql: string, values?: unknown[]) => {
		const client = new Client(connection);
		await client.connect();
		try {
			return (await client.query(sql, values)).rows;
		} finally {
			await client.end();
		}
	};
	const connection = { ...server(), database: `ai_media_webhooks_${randomBytes(6).toString('hex')}` };
	await on(server(), `CREATE DATABASE ${connection.database}`);
	return {
		...connection,
		query: async (sql, values) => await on(connection, sql, values),
		drop: async () => {
			await on(server(), `DROP DATABASE IF EXISTS ${connection.database} WITH (FORCE)`);
		},
	};
}
