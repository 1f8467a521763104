// What the platform wires into the server: tables with their relations, buckets, and the names of runtime keys.
import * as systemRelations from "../__generated__/sys_relations";
import * as systemTables from "../__generated__/sys_schema";
import * as relations from "./db_relations";
import * as tables from "./db_schema";
import * as buckets from "./storage_schema";

export * from "./db_relations";
export * from "./db_schema";
export type { SecretKey, VarKey } from "./runtime";
export { buckets };

export const drizzleSchema = { ...tables, ...relations, ...systemTables, ...systemRelations };
