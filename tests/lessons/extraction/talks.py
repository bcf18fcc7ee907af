# ruff: noqa: E501 -- what somebody says is one line
"""Five made-up sessions of which only the talk is on record; what is worth keeping is marked by its signs.

`U` is a person and `A` an agent; in `U [wall clock]` the turn holds a learning whose candidate holds the words
in brackets. The first two are for writing rules by, the next two are held back, the last came after the rules.
"""

GAME = """
U: hi, the enemies in level 3 run in circles, can you look?
A: Sure. I'll start with the navigation code.
A: `NavAgent.gd` asks for a path every frame, which may be too often.
U: ok
A: Let me look at how the map is baked.
A [region]: The root cause is that the navigation region is baked before the doors are placed, so paths lead through them. I bake after the doors now.
U: they walk properly now, thanks
U [integer grid]: careful: never place tiles by pixel position. The levels are built on an integer grid, and saves of old players would shift.
A: Understood, I'll use the grid.
U: can you rename `EnemyB` to `Archer`?
A: Renamed in four scenes.
A: All scenes load. I also removed an unused signal.
U: great
U: the jump feels floaty, make it snappier
A: I doubled the gravity while falling. Does it feel better?
U: yes much better
A: Next I'll look at the sound when landing.
A: The sound might be late because of the buffer size.
U: it is late by a lot
A [resource]: Found it: the sound is a streamed resource, so the first play reads the disk. Preloading it fixed the delay.
U: perfect
U [source of truth]: btw `balance.csv` is the source of truth for damage values, the scenes only copy them
A: Good to know, I'll read from there.
U: add a pause menu with three buttons
A: Added: resume, options, quit.
U: make the quit button red please
A: Done, it is red now.
U [GLES2]: one more thing: every shader needs a GLES2 variant. Half of our players have old phones.
A: I'll add one for the new water shader.
A: Summary: navigation fixed, sound fixed, pause menu added.
U: thanks, that's it for today
"""

TRAINING = """
U: morning. the validation score looks too good to be true
A: I'll look at the split first.
A: The split is made in `data/split.py`, with a fixed seed.
A [patient]: Turns out the split is by image, so images of the same patient land in both sets. I split by patient id now and the score is 0.81 instead of 0.97.
U: much more plausible, good
U [holdout]: please never look at the holdout set while tuning. We had to throw away a paper because of it.
A: Understood.
U: can you plot the loss per class?
A: Plotted, see `plots/loss.png`.
U: make the lines thicker
A: Done.
U: training is slower than last week, why?
A: It could be the new augmentation. Let me profile it.
A: The loader takes 70 % of the time.
A [uint8]: The slowdown came from the loader converting each image to float before the resize. Resizing in uint8 first brings it back to 310 images a second.
U: nice
A: I also cleaned up the config.
U [run config]: heads up: we always seed from the run config, never from the clock
A: I changed the sampler to follow that.
U: what does `ema` stand for in the config?
A: It is the exponential moving average of the weights.
U: ok. then start a run with lr 3e-4
A: Started, run 118.
A: Loss is NaN after 400 steps. I suspect the learning rate.
U: lower it
A: With 1e-4 it is NaN as well.
A [unscaled]: The reason is that gradients are clipped before they are unscaled, so the clip never bites. Unscaling first fixed it, run 120 is at step 5000.
U: great, let it run
U [Dice]: note: in this code base "score" means Dice, not accuracy
A: Thanks, I'll name the plot accordingly.
U: see you tomorrow
"""

PHONE = """
U: hey, users report that steps are counted twice on some days
A: I'll read the health import.
A: `StepImporter.swift` asks for all samples of a day and adds them up.
U: any clue?
A: Not yet, let me compare two exports.
A [watch]: The duplicates come from days on which watch and phone both record, because each writes its own samples. I ask for the merged statistics instead of the samples, and the totals match the health app.
U: wow ok. merged
U [main actor]: Important: don't touch the keychain off the main actor. On older phones it deadlocks and we only hear of it through reviews.
A: Noted. I'll move that call.
U: please add a setting to hide the streak
A: Added under preferences.
U: and translate it to German
A: Done, with the other strings.
U: the ring animation stutters
A: I think it is the shadow. Let me try without.
A: No difference without the shadow.
A [rasterised]: The culprit is the mask: it is rasterised again for each frame. Caching the layer fixed the stutter, it holds 60 frames now.
U: smooth, thanks
U: we had a crash at start on iPad, log is in the ticket
A: Reading it.
A [migration]: The crash happened because the migration of the store runs in the background while the first view already reads it. I wait for the migration before the first view, and the iPad starts.
U: confirmed on my iPad
U [feature flag]: from now on every new screen goes behind a feature flag
A: Okay, the streak setting is behind one as well.
U: rename the flag to `streakSetting`
A: Renamed.
U [store units]: also, distances are always kept in metres, never in what the user sees
A: The new column follows that.
U: good. bump the version to 4.2
A: Bumped to 4.2, changelog updated.
U: ship it
"""

WAREHOUSE = """
U: the monthly cost of the warehouse doubled, find out why
A: I'll look at the most expensive queries.
A: The top one is the dashboard of sales, with 4 TB a day.
A [partition]: The reason the dashboard got expensive is that its view casts `load_date` to a timestamp, which switches partition pruning off. Comparing dates instead cut it to 40 GB a day.
U: that's a lot. thanks
U [load_date]: heads up for all queries here: always filter on `load_date`. A full scan of events costs forty euros.
A: I'll keep that in mind.
U: can you write a query for the returns by country?
A: Here it is, for the last 90 days.
U: sort it by country please
A: Sorted.
U: the numbers are off by a few hundred
A: It may be the time zone.
U: check it
A [Lisbon]: Turns out the shop in Lisbon sends local time without an offset, so orders around midnight fall on the wrong day. I convert with the shop's zone and the sums match finance.
U: perfect, finance is happy
U: please add the returns to the dashboard
A: Added as a third tab.
U: the second tab is too wide
A: I made it narrower.
U [tariff sheet]: fyi the tariff sheet is the single source of truth for prices; the table is a copy that lags a day
A: I'll join the sheet then.
A: The load failed twice last night. Looking at the log.
A: It is probably a timeout.
A [quotes]: The load failed because one supplier puts line breaks inside quotes, and the reader splits by line first. Allowing quoted newlines fixed it, last night's file is in.
U: good
U [grain]: don't add columns to `fact_orders` that are not per order. Its grain is one row an order and the joins would multiply.
A: Then I'll put it into `fact_lines`.
U: yes
A: Done. All checks pass.
U: thanks
"""

COMPILER = """
U: the optimizer tests are red since monday
A: I'll bisect. Eleven commits to go through.
A: Bisect points at the change of the inliner.
A [loop header]: So the reason for the red tests: the inliner now runs before the loops are put into normal form, so the loop header it relies on isn't there yet. Moved the normal form one pass ahead, all 412 pass.
U: ok good. push it
A: Pushed.
U: hm, the docs job complains about a broken link
A: That link goes to an old page. I updated it.
U [pass order]: reminder - don't change the pass order without a run of the big corpus. The small tests never show a miscompile.
A: Okay, I'll start the corpus run.
U: how long does it take?
A: About forty minutes.
A: Corpus run: two differences in floating point.
A: Could be fused multiply-add, maybe the host differs.
U: look into it
A [fma]: It is the host. clang contracts to fma on arm by default, x86 does not, so the last bit differs. With -ffp-contract=off both give the same bits.
U: makes sense
U: can you add a flag to dump the graph?
A: Added `--dump-graph`.
U: use dot format rather than json for now
A: Changed to dot.
U [spans]: spans are half-open everywhere in this code base, so end is one past the last byte
A: Understood, fixing my off-by-one.
U: thanks
A [arena]: The use-after-free in the parser tests happens because the AST nodes live in the arena of the file, and the cache outlives the file. The cache copies nodes into its own arena now; asan is quiet.
U: excellent
A: I have also shortened two names.
U: fine
U [unwrap]: We never unwrap in the driver. A panic there kills the language server of everybody.
A: Got it.
U: ok, write the release notes
A: Written, five lines.
U: remove the third
A: Removed.
"""
