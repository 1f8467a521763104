// Written by hand for this example; the guestbook needs no relations between system tables.
// In your own project `edgespark pull schema` writes this file.
export {};
