-- Takes the whole warehouse away, before a dump brings another.
DROP SCHEMA IF EXISTS figures, alerts, documents, quality, stage, vintages CASCADE;
DROP TABLE IF EXISTS public.migration;
