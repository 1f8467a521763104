CREATE TABLE `guests` (
	`id` integer PRIMARY KEY AUTOINCREMENT,
	`email` text NOT NULL UNIQUE,
	`name` text DEFAULT 'O''Hara',
	`mood` real DEFAULT 0.5,
	`active` integer DEFAULT true NOT NULL,
	`meta` text DEFAULT '{"a":1}',
	`created` integer DEFAULT (unixepoch()),
	`loud` text GENERATED ALWAYS AS (upper(name)) VIRTUAL,
	CONSTRAINT `name_and_email` UNIQUE(`email`,`name`),
	CONSTRAINT "mood_positive" CHECK("mood" >= 0)
);
--> statement-breakpoint
CREATE TABLE `marks` (
	`slug` text PRIMARY KEY,
	`book` integer,
	`number` text,
	CONSTRAINT `mark_page` FOREIGN KEY (`book`,`number`) REFERENCES `pages`(`book`,`number`)
);
--> statement-breakpoint
CREATE TABLE `pages` (
	`book` integer NOT NULL,
	`number` text NOT NULL,
	`guest_id` integer,
	CONSTRAINT `pages_pk` PRIMARY KEY(`book`, `number`),
	CONSTRAINT `fk_pages_guest_id_guests_id_fk` FOREIGN KEY (`guest_id`) REFERENCES `guests`(`id`) ON DELETE CASCADE
);
--> statement-breakpoint
CREATE INDEX `guests_name_idx` ON `guests` (`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `guests_lower` ON `guests` (lower("email")) WHERE "guests"."active" = 1;--> statement-breakpoint
CREATE VIEW `leaves` AS select "book", "number", "guest_id" from "pages";