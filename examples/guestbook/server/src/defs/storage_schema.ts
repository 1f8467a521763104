import type { BucketDef } from "@sdk/server-types";

export const pictures: BucketDef<"guestbook-pictures"> = {
  bucket_name: "guestbook-pictures",
  description: "Pictures that guests attach to their entries",
};
