CREATE TABLE `reactions` (
	`entry_id` integer NOT NULL,
	`guest_id` text NOT NULL,
	`emoji` text NOT NULL,
	`created_at` integer DEFAULT (unixepoch() * 1000) NOT NULL,
	PRIMARY KEY(`entry_id`, `guest_id`, `emoji`),
	FOREIGN KEY (`entry_id`) REFERENCES `entries`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`guest_id`) REFERENCES `guests`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `entries` ADD `pinned` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `entries_one_pinned` ON `entries` (`pinned`) WHERE "entries"."pinned" = 1;--> statement-breakpoint
ALTER TABLE `guests` ADD `homepage` text;