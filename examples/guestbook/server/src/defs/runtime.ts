// Every key that the server reads, by name. Values are set with `edgespark var set` and `edgespark secret set`.

export type VarKey =
  | "GUESTBOOK_TITLE"
  | "MAX_ENTRY_LENGTH"
  // read by configs/auth-config.yaml
  | "GOOGLE_CLIENT_ID";

export type SecretKey =
  | "VISITOR_HASH_SALT"
  | "MODERATION_WEBHOOK_URL"
  // read by configs/auth-config.yaml
  | "GOOGLE_CLIENT_SECRET";
