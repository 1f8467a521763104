ALTER TABLE `pages` ADD `stars` integer;--> statement-breakpoint
DROP VIEW `leaves`;--> statement-breakpoint
CREATE VIEW `leaves` AS select "stars", "book", "number", "guest_id" from "pages";