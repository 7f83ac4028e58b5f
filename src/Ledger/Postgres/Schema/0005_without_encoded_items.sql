-- Which items have a vector was written with every vector, and nobody read it: the chunks themselves say so.
DROP TABLE encoded_items;
ALTER TABLE encoders DROP COLUMN encoded_items;
