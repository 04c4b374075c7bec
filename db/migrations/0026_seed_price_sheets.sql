-- The price sheets that a new Freshet begins with: facts with source, date and confidence, edited as any other sheet.
WITH
source (key, words) AS (VALUES
  ('mirror-2025-10', 'vercel.com/docs/pricing/regional-pricing, in a translated copy of 2025-10 (github.com/kotsutsumi/fluorite-recipes); inside the official ranges of 2026-09-14'),
  ('fluid-2026-04', 'vercel.com/docs/functions/usage-and-pricing'),
  ('isr-limits', 'vercel.com/docs/incremental-static-regeneration/limits-and-pricing, an undated copy of 2025'),
  ('hobby-2026-08', 'vercel.com/docs/plans/hobby'),
  ('official-unplaced', 'pages of vercel.com/docs/pricing, 2025 to 2026; which page was not noted'),
  ('third-2026-03', 'learn.goirs.me/insights/vercel-billing-demystified, a third party'),
  ('flat-2026-09', 'vercel.com/docs, page of the flat-rate CDN'),
  ('miu', 'vercel.com/docs/sitecore/managed-infrastructure, undated')
),
price (region, metric, amount, per, source, date, confidence, note) AS (VALUES
  ('arn1', 'requests', '2.2', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('arn1', 'readUnits', '0.44', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('arn1', 'writeUnits', '4.4', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('arn1', 'cpuUs', '0.16', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('arn1', 'memoryMbMs', '0.0133', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('arn1', 'visitorBytes', '0.15', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('arn1', 'originBytes', '0.06', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('bom1', 'requests', '2.2', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('bom1', 'readUnits', '0.44', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('bom1', 'writeUnits', '4.4', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('bom1', 'cpuUs', '0.14', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('bom1', 'memoryMbMs', '0.0116', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('bom1', 'visitorBytes', '0.2', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('bom1', 'originBytes', '0.25', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('cdg1', 'requests', '2.4', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('cdg1', 'readUnits', '0.48', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('cdg1', 'writeUnits', '4.8', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('cdg1', 'cpuUs', '0.177', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('cdg1', 'memoryMbMs', '0.0146', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('cdg1', 'visitorBytes', '0.15', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('cdg1', 'originBytes', '0.06', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('cle1', 'requests', '2', 1000000, 'mirror-2025-10', '2025-10-20', 'high', 'Confirmed by the official page of cle1 of 2026-02-13.'),
  ('cle1', 'readUnits', '0.4', 1000000, 'mirror-2025-10', '2025-10-20', 'high', 'Confirmed by the official page of cle1 of 2026-02-13.'),
  ('cle1', 'writeUnits', '4', 1000000, 'mirror-2025-10', '2025-10-20', 'high', 'Confirmed by the official page of cle1 of 2026-02-13.'),
  ('cle1', 'cpuUs', '0.128', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('cle1', 'memoryMbMs', '0.0106', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('cle1', 'visitorBytes', '0.15', 1, 'mirror-2025-10', '2025-10-20', 'high', 'Confirmed by the official page of cle1 of 2026-02-13.'),
  ('cle1', 'originBytes', '0.06', 1, 'mirror-2025-10', '2025-10-20', 'high', 'Confirmed by the official page of cle1 of 2026-02-13.'),
  ('cpt1', 'requests', '2.8', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('cpt1', 'readUnits', '0.56', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('cpt1', 'writeUnits', '5.6', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('cpt1', 'cpuUs', '0.2', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('cpt1', 'memoryMbMs', '0.0166', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('cpt1', 'visitorBytes', '0.28', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('cpt1', 'originBytes', '0.43', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('dub1', 'requests', '2.4', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('dub1', 'readUnits', '0.48', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('dub1', 'writeUnits', '4.8', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('dub1', 'cpuUs', '0.168', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('dub1', 'memoryMbMs', '0.0139', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('dub1', 'visitorBytes', '0.15', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('dub1', 'originBytes', '0.06', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('dxb1', 'requests', '2.2', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('dxb1', 'readUnits', '0.44', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('dxb1', 'writeUnits', '4.4', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('dxb1', 'cpuUs', '0.185', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('dxb1', 'memoryMbMs', '0.0153', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('dxb1', 'visitorBytes', '0.2', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('dxb1', 'originBytes', '0.3', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('fra1', 'requests', '2.6', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('fra1', 'readUnits', '0.52', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('fra1', 'writeUnits', '5.2', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('fra1', 'cpuUs', '0.184', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('fra1', 'memoryMbMs', '0.0152', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('fra1', 'visitorBytes', '0.15', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('fra1', 'originBytes', '0.06', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('gru1', 'requests', '3.2', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', 'Confirmed by an article that quotes the official page of 2026-02-13.'),
  ('gru1', 'readUnits', '0.64', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', 'Confirmed by an article that quotes the official page of 2026-02-13.'),
  ('gru1', 'writeUnits', '6.4', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', 'Confirmed by an article that quotes the official page of 2026-02-13.'),
  ('gru1', 'cpuUs', '0.221', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('gru1', 'memoryMbMs', '0.0183', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('gru1', 'visitorBytes', '0.22', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('gru1', 'originBytes', '0.41', 1, 'mirror-2025-10', '2025-10-20', 'medium', 'Confirmed by an article that quotes the official page of 2026-02-13.'),
  ('hkg1', 'requests', '2.8', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('hkg1', 'readUnits', '0.56', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('hkg1', 'writeUnits', '5.6', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('hkg1', 'cpuUs', '0.176', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('hkg1', 'memoryMbMs', '0.0146', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('hkg1', 'visitorBytes', '0.16', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('hkg1', 'originBytes', '0.27', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('hnd1', 'requests', '2.6', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('hnd1', 'readUnits', '0.52', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('hnd1', 'writeUnits', '5.2', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('hnd1', 'cpuUs', '0.202', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('hnd1', 'memoryMbMs', '0.0167', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('hnd1', 'visitorBytes', '0.16', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('hnd1', 'originBytes', '0.27', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('iad1', 'requests', '2', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', 'Confirmed by an article that quotes the official page of 2026-02-13.'),
  ('iad1', 'readUnits', '0.4', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', 'Confirmed by an article that quotes the official page of 2026-02-13.'),
  ('iad1', 'writeUnits', '4', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', 'Confirmed by an article that quotes the official page of 2026-02-13.'),
  ('iad1', 'cpuUs', '0.128', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('iad1', 'memoryMbMs', '0.0106', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('iad1', 'visitorBytes', '0.15', 1, 'mirror-2025-10', '2025-10-20', 'medium', 'Confirmed by an article that quotes the official page of 2026-02-13.'),
  ('iad1', 'originBytes', '0.06', 1, 'mirror-2025-10', '2025-10-20', 'medium', 'Confirmed by an article that quotes the official page of 2026-02-13.'),
  ('icn1', 'requests', '2.6', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('icn1', 'readUnits', '0.52', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('icn1', 'writeUnits', '5.2', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('icn1', 'cpuUs', '0.169', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('icn1', 'memoryMbMs', '0.014', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('icn1', 'visitorBytes', '0.35', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('icn1', 'originBytes', '0.24', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('kix1', 'requests', '2.6', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('kix1', 'readUnits', '0.52', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('kix1', 'writeUnits', '5.2', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('kix1', 'cpuUs', '0.202', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('kix1', 'memoryMbMs', '0.0167', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('kix1', 'visitorBytes', '0.16', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('kix1', 'originBytes', '0.27', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('lhr1', 'requests', '2.4', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('lhr1', 'readUnits', '0.48', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('lhr1', 'writeUnits', '4.8', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('lhr1', 'cpuUs', '0.177', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('lhr1', 'memoryMbMs', '0.0146', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('lhr1', 'visitorBytes', '0.15', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('lhr1', 'originBytes', '0.06', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('pdx1', 'requests', '2', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('pdx1', 'readUnits', '0.4', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('pdx1', 'writeUnits', '4', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('pdx1', 'cpuUs', '0.128', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('pdx1', 'memoryMbMs', '0.0106', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('pdx1', 'visitorBytes', '0.15', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('pdx1', 'originBytes', '0.06', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('sfo1', 'requests', '2.4', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('sfo1', 'readUnits', '0.48', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('sfo1', 'writeUnits', '4.8', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('sfo1', 'cpuUs', '0.177', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('sfo1', 'memoryMbMs', '0.0147', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('sfo1', 'visitorBytes', '0.15', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('sfo1', 'originBytes', '0.06', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('sin1', 'requests', '2.6', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('sin1', 'readUnits', '0.52', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('sin1', 'writeUnits', '5.2', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('sin1', 'cpuUs', '0.16', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('sin1', 'memoryMbMs', '0.0133', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('sin1', 'visitorBytes', '0.16', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('sin1', 'originBytes', '0.27', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('syd1', 'requests', '2.6', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('syd1', 'readUnits', '0.52', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('syd1', 'writeUnits', '5.2', 1000000, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('syd1', 'cpuUs', '0.18', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('syd1', 'memoryMbMs', '0.0149', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('syd1', 'visitorBytes', '0.16', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('syd1', 'originBytes', '0.29', 1, 'mirror-2025-10', '2025-10-20', 'medium', NULL::text),
  ('yul1', 'requests', NULL::text, 1000000, NULL::text, NULL::text, 'low', 'No page with this region''s price was found: enter it.'),
  ('yul1', 'readUnits', NULL::text, 1000000, NULL::text, NULL::text, 'low', 'No page with this region''s price was found: enter it.'),
  ('yul1', 'writeUnits', NULL::text, 1000000, NULL::text, NULL::text, 'low', 'No page with this region''s price was found: enter it.'),
  ('yul1', 'cpuUs', '0.147', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('yul1', 'memoryMbMs', '0.0122', 1, 'fluid-2026-04', '2026-04', 'high', NULL::text),
  ('yul1', 'visitorBytes', NULL::text, 1, NULL::text, NULL::text, 'low', 'No page with this region''s price was found: enter it.'),
  ('yul1', 'originBytes', NULL::text, 1, NULL::text, NULL::text, 'low', 'No page with this region''s price was found: enter it.')
),
-- The same in every region.
everywhere (metric, amount, per, source, date, confidence, note) AS (VALUES
  ('invocations', '0.6', 1000000, 'fluid-2026-04', '2026-04', 'high', NULL::text)
),
plan (plan, name, fee, credit, note) AS (VALUES
  ('hobby', 'Vercel Hobby', '0', '0', 'Hobby sells nothing beyond what it includes: more is priced here as on Pro. Edge request CPU beyond 10 ms is not metered.'),
  ('pro', 'Vercel Pro', '20', '20', 'The plan of 2026, with a usage credit. Edge request CPU beyond 10 ms is not metered.'),
  ('pro-2025', 'Vercel Pro, older scheme', '20', '0', 'The included amounts of 2025, before the usage credit. Edge request CPU beyond 10 ms is not metered.'),
  ('pro-flat', 'Vercel Pro, flat-rate CDN', '20', '20', 'Requests are sold in steps. The first includes 1 TB of transfer, the others 50 TB: raise the included amount for those. Edge request CPU beyond 10 ms is not metered.')
),
included (plan, metric, amount, confidence, note) AS (VALUES
  ('hobby', 'requests', '1000000', 'high', 'Included: vercel.com/docs/plans/hobby, 2026-08-31.'),
  ('hobby', 'readUnits', '1000000', 'low', 'Included: vercel.com/docs/incremental-static-regeneration/limits-and-pricing, 2025. Not on current pages.'),
  ('hobby', 'writeUnits', '200000', 'low', 'Included: vercel.com/docs/incremental-static-regeneration/limits-and-pricing, 2025. Not on current pages.'),
  ('hobby', 'invocations', '1000000', 'high', 'Included: vercel.com/docs/plans/hobby, 2026-08-31.'),
  ('hobby', 'cpuUs', '4', 'high', 'Included: vercel.com/docs/plans/hobby, 2026-08-31.'),
  ('hobby', 'memoryMbMs', '360', 'high', 'Included: vercel.com/docs/plans/hobby, 2026-08-31.'),
  ('hobby', 'visitorBytes', '100', 'low', 'Included: pages of vercel.com/docs/pricing, 2025 to 2026; which page was not noted, 2025 to 2026. An older page.'),
  ('hobby', 'originBytes', '10', 'low', 'Included: pages of vercel.com/docs/pricing, 2025 to 2026; which page was not noted, 2025 to 2026. An older page.'),
  ('pro', 'requests', '10000000', 'low', 'Included: vercel.com/docs/pricing/regional-pricing, 2025-10 and 2026-08-31. The flat-rate CDN page of 2026-09-14 says one million.'),
  ('pro', 'visitorBytes', '1000', 'high', 'Included: vercel.com/docs/pricing/regional-pricing, 2025-10 to 2026-09.'),
  ('pro-2025', 'requests', '10000000', 'low', 'Included: vercel.com/docs/pricing/regional-pricing, 2025-10 and 2026-08-31. The flat-rate CDN page of 2026-09-14 says one million.'),
  ('pro-2025', 'readUnits', '10000000', 'low', 'Included: vercel.com/docs/incremental-static-regeneration/limits-and-pricing, 2025. The plan has a credit instead now.'),
  ('pro-2025', 'writeUnits', '2000000', 'low', 'Included: vercel.com/docs/incremental-static-regeneration/limits-and-pricing, 2025. The plan has a credit instead now.'),
  ('pro-2025', 'visitorBytes', '1000', 'high', 'Included: vercel.com/docs/pricing/regional-pricing, 2025-10 to 2026-09.'),
  ('pro-2025', 'originBytes', '100', 'low', 'Included: learn.goirs.me/insights/vercel-billing-demystified, a third party, 2026-03. An older scheme.'),
  ('pro-flat', 'visitorBytes', '1000', 'medium', 'Included: vercel.com/docs/pricing/regional-pricing, 2025-10 to 2026-09.')
),
region (region) AS (SELECT DISTINCT price.region FROM price),
line (plan, region, metric, body) AS (
  SELECT plan.plan, one.region, one.metric, jsonb_build_object(
    'metric', one.metric,
    'price', jsonb_build_object('kind', 'flat', 'amount', one.amount),
    'per', one.per,
    'included', coalesce(included.amount, '0'),
    'source', coalesce(source.words, 'none'),
    'date', one.date,
    'confidence', CASE WHEN 'low' IN (one.confidence, included.confidence) THEN 'low'
      WHEN 'medium' IN (one.confidence, included.confidence) THEN 'medium' ELSE 'high' END,
    'note', nullif(concat_ws(' ', one.note, included.note), ''))
  FROM plan
  CROSS JOIN (
    SELECT price.region, price.metric, price.amount, price.per, price.source, price.date, price.confidence, price.note FROM price
    UNION ALL
    SELECT region.region, everywhere.metric, everywhere.amount, everywhere.per, everywhere.source, everywhere.date, everywhere.confidence, everywhere.note
    FROM region CROSS JOIN everywhere
  ) one
  LEFT JOIN source ON source.key = one.source
  LEFT JOIN included ON included.plan = plan.plan AND included.metric = one.metric
  WHERE NOT (plan.plan = 'pro-flat' AND one.metric = 'requests')
  UNION ALL
  SELECT 'pro-flat', region.region, 'requests', jsonb_build_object(
    'metric', 'requests', 'per', 1, 'included', '0', 'source', source.words, 'date', '2026-09-14', 'confidence', 'low',
    'note', 'Another page of 2026 sells requests to Pro by the million.',
    'price', '{"kind": "package", "steps": [{"upTo": 1000000, "price": "0"}, {"upTo": 10000000, "price": "20"}, {"upTo": 50000000, "price": "100"}, {"upTo": 150000000, "price": "300"}]}'::jsonb)
  FROM region JOIN source ON source.key = 'flat-2026-09'
)
INSERT INTO price_sheets (id, provider, plan, region, version, terms, actor)
SELECT 'sht_' || left(md5('vercel/' || plan.plan || '/' || line.region), 12), 'vercel', plan.plan, line.region, 1,
  jsonb_build_object('name', plan.name, 'currency', 'USD', 'fee', plan.fee, 'credit', plan.credit, 'machineCount', 0, 'note', plan.note,
    'lines', jsonb_agg(line.body ORDER BY array_position(array['requests', 'readUnits', 'writeUnits', 'invocations', 'cpuUs', 'memoryMbMs', 'visitorBytes', 'originBytes'], line.metric))),
  'Freshet'
FROM plan JOIN line ON line.plan = plan.plan
GROUP BY plan.plan, plan.name, plan.fee, plan.credit, plan.note, line.region;
--> statement-breakpoint
INSERT INTO price_sheets (id, provider, plan, region, version, terms, actor) VALUES
('sht_enterprise01', 'vercel', 'enterprise', 'all', 1, '{
  "name": "Vercel Enterprise, in managed units", "currency": "MIU", "fee": "0", "credit": "0", "machineCount": 0,
  "note": "Managed infrastructure units, not money: what a unit costs is a matter of contract.",
  "lines": [
    {"metric": "readUnits", "price": {"kind": "flat", "amount": "0.4"}, "per": 1000000, "included": "0", "source": "vercel.com/docs/sitecore/managed-infrastructure", "date": null, "confidence": "medium", "note": null},
    {"metric": "writeUnits", "price": {"kind": "flat", "amount": "4"}, "per": 1000000, "included": "0", "source": "vercel.com/docs/sitecore/managed-infrastructure", "date": null, "confidence": "medium", "note": null}
  ]
}', 'Freshet'),
('sht_ownmachines1', 'own', 'machines', 'all', 1, '{
  "name": "Your own machines", "currency": "USD", "fee": "0", "credit": "0", "machineCount": 1,
  "note": "Enter what your machines cost per hour, and what their traffic costs per GB.",
  "lines": [
    {"metric": "machineMs", "price": {"kind": "flat", "amount": null}, "per": 1, "included": "0", "source": "yours to enter", "date": null, "confidence": "low", "note": "Hours of the window, times the number of machines."},
    {"metric": "visitorBytes", "price": {"kind": "flat", "amount": null}, "per": 1, "included": "0", "source": "yours to enter", "date": null, "confidence": "low", "note": null}
  ]
}', 'Freshet');
