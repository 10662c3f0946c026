"""The dossier of a case in the browser: evidence, forecasts, sightings, the published page."""
