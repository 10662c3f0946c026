"""Read ETSI's ISLD export: every patent declared to ETSI and 3GPP.

Publisher: ETSI, https://docbox.etsi.org/IPR/Open/ISLD-export.zip, daily, no login; terms: ETSI IPR
Policy and the notice on https://ipr.etsi.org. Layout: the 40 columns of autumn 2026, `;` separated,
every field quoted, UTF-8 (`layout`).
"""

from clearway.sources.etsi.reader import EtsiChecks, EtsiReport, read_etsi

__all__ = ["EtsiChecks", "EtsiReport", "read_etsi"]
