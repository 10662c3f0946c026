"""The site: cases of a team over one record, asked, shared and kept, in English and German."""
