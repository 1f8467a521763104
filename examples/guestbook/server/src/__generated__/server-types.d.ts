// Written by hand for this example: the part of the platform's generated types that the guestbook uses.
// In your own project `edgespark pull types` writes this file.

export interface ExecutionCtx {
  readonly environment: "production" | "staging";
  runInBackground(work: Promise<unknown>): void;
}

export interface VarClient<Key extends string = string> {
  get(key: Key): string | null;
}

export interface SecretClient<Key extends string = string> {
  get(key: Key): string | null;
}

export interface User {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
}

export interface AuthClient {
  readonly user: User | null;
  isAuthenticated(): boolean;
}

export interface BucketDef<Name extends string = string> {
  readonly bucket_name: Name;
  readonly description: string;
}

export interface BucketClient {
  createPresignedPutUrl(path: string, seconds?: number): Promise<{ readonly uploadUrl: string }>;
  createPresignedGetUrl(path: string, seconds?: number): Promise<{ readonly downloadUrl: string }>;
  delete(paths: readonly string[]): Promise<void>;
}

export interface StorageClient {
  from<Name extends string>(bucket: BucketDef<Name>): BucketClient;
}
