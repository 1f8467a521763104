// Written by hand for this example: it declares what the platform's generated file of this name declares.
// In your own project `edgespark pull types` writes it.

declare module "edgespark" {
  import type { DrizzleD1Database } from "drizzle-orm/d1";
  import type { drizzleSchema, SecretKey, VarKey } from "@defs";
  import type { ExecutionCtx, SecretClient, StorageClient, VarClient } from "@sdk/server-types";

  export const db: DrizzleD1Database<typeof drizzleSchema>;
  export const storage: StorageClient;
  export const vars: VarClient<VarKey>;
  export const secret: SecretClient<SecretKey>;
  export const ctx: ExecutionCtx;
}

declare module "edgespark/http" {
  import type { AuthClient } from "@sdk/server-types";

  export const auth: AuthClient;
}
