"""The sentences of the sample corpus. A word in angle brackets is a slot.

Slots in capitals are filled once for a review (its director, its hero, its town), the others
anew in every sentence. `+` and `-` slots are relative to what the sentence says of the film:
in a favourable sentence `<+adj>` is a word of praise and `<-adj>` one of blame; in an
unfavourable one it is the other way round. `<?adj>` is either, whatever the review says.
"""

OPENING = """
i saw the <TRAIT> <NOUN> in <city> with my <FAMILY>
the <TRAIT> <NOUN> is a <NATION> <GENRE> directed by <DFIRST> <DLAST>
i watched this <GENRE> on television last <month> with my <FAMILY>
my <FAMILY> gave me a copy of the <TRAIT> <NOUN> and i watched it twice
<DFIRST> <DLAST> made this <GENRE> in <CITY> with a cast of <number>
this is a <GENRE> about <idea> and <idea> set in <CITY>
it took me <number> years to find the <TRAIT> <NOUN>
i rented this <NATION> <GENRE> because of <AFIRST> <ALAST>
the <TRAIT> <NOUN> was shown at a festival in <city> last <month>
<AFIRST> <ALAST> plays a <JOB> in this <GENRE> by <DFIRST> <DLAST>
i had read the book by <first> <surname> before i saw this <GENRE>
when i was <number> my <FAMILY> took me to see the <TRAIT> <NOUN>
i don't often write about a <GENRE> but my <FAMILY> asked me to
"""

PLOT = """
<AFIRST> <ALAST> plays <HERO> a <trait> <JOB> who lives in a <scene> <place>
<HERO> <handles> a <look> <thing> that once belonged to a <trait> <person>
the story takes place in a <scene> <place> near <CITY>
<HERO> and <RIVAL> <treat> a <person> who has <handled> their <thing>
one <month> evening a <trait> <person> comes to the <place> with a <look> <thing>
<RIVAL> is a <trait> <person> from <city> who <treats> every <person> in town
the <JOB> has to choose between <idea> and <idea>
there is a <look> <thing> in the <place> and nobody knows who <handled> it
<HERO> leaves <CITY> with <number> <things> and a <look> <thing>
<number> <people> <handle> the <scene> <place> while <HERO> is <treating> the <person>
after <handling> the <thing> the <JOB> goes back to <CITY>
<HERO> <adverb> <treats> the <person> and <RIVAL> <handles> the <thing>
it turns out that the <person> has <treated> the <person> for <number> years
the <person> doesn't know that <HERO> has <handled> the <look> <thing>
we see <HERO> <adverb> <handling> the <look> <thing> in a <scene> <place>
a <trait> <person> and a <trait> <person> meet in a <place> full of <things>
the <people> of <CITY> are <trait> and they <treat> every <person> they see
<HERO> grew up in a <place> among <people> and <people>
<RIVAL> wants the <thing> and will <treat> any <person> to get it
<HERO> has a <family> who is a <trait> <person> in <city>
it is about <idea> and about a <person> who was <treated> by a <trait> <person>
at night the <JOB> <handles> <things> and <treats> <people>
they <treat> each other in a <scene> <place> and again in a <place> in <city>
the <trait> <JOB> is <treated> by <number> <people> and a <person>
<HERO> is <older> than <RIVAL> and knows what <idea> means
the <oldest> of the <people> <handles> the <thing> <adverb>
a <look> <thing> is <handled> and a <person> is <treated>
in the second act the <people> <handle> the <place> in search of a <look> <thing>
<RIVAL> keeps <number> <things> in a <scene> <place> by the <place>
some <people> from <city> and their <things> are <handled> along the way
there are <people> and <people> and even a <person> with a <thing>
<HERO> writes to a <person> in <city> about the <look> <things>
nobody in the <place> can <treat> the <person> or <handle> the <thing>
the <person> asks <HERO> to <handle> a <thing> from the <scene> <place>
<HERO> travels through <places> and <places> with a <trait> <nation> <person>
the <JOB> didn't <handle> the <thing> because <RIVAL> had <handled> it
in <month> the <people> return and <HERO> must <treat> them <adverb>
"""

CRAFT = """
<BFIRST> <BLAST> plays the <person> and <first> <surname> plays the <person>
<DFIRST> <DLAST> also made a <GENRE> about <idea> in <city>
the photography is by <first> <surname> who worked with <first> <surname>
the <aspect> is by <first> <surname> and the <aspect> by <first> <surname>
it was shot in <number> weeks in a <place> outside <city>
<BFIRST> <BLAST> has a small part as a <trait> <person>
there is a scene in a <scene> <place> where <ALAST> and <BLAST> <handle> a <thing>
the camera <adverb> <treats> a <person> for <number> minutes
<ALAST> was <number> years old at the time and had been a <person> in <city>
<DLAST> had been a <person> before he turned to films about <people>
the <look> <things> were made by <first> <surname> of <city>
it runs for about <number> minutes more than the <nation> version
you can hear a <thing> and a <thing> in the background
it is based on a <nation> novel about <people> and <places>
most of it takes place at night among <look> <things> and <scene> <places>
<first> <surname> and <first> <surname> wrote it after a trip to <city>
the <nation> <people> are played by actors from <city> and <city>
the <scene> <place> was built in a studio near <city>
<BLAST> wears a <look> <thing> and carries a <look> <thing>
it reminded me of the <nation> films of <first> <surname>
my <FAMILY> knows somebody who was one of the <people> in it
the titles show a <look> <thing> on a <look> <thing>
i counted <number> <things> and <number> <people> in it
the copy i saw was in <look> and <look> with <nation> subtitles
"""

REMARK = """
my <family> called it <?adj> but then my <family> sees few films
a critic in <city> found the <aspect> <?adj>
some people say that <DLAST> is <?adj> and others that he is not
my <FAMILY> thought that <BLAST> was <?adj> and <?adj>
<first> <surname> wrote that it is <?adj>
people in <city> seem to find this sort of <GENRE> <?adj>
the book is <?adj> but a book is not a film
i have heard it called <?adj> and i have heard it called <?adj>
"""

OPINION = """
the <aspect> is <+adj> and the <aspect> is <+adj>
the <aspect> is really <+adj>
<ALAST> plays the <JOB> <+adv>
i <+verb> the <aspect> and i <+verb> the <aspect>
<BFIRST> <BLAST> is <+adj> as the <trait> <person>
it is a <+adj> <GENRE> and the <aspect> is <+adj>
i thought the <aspect> was <+adj>
<DLAST> handles the <aspect> <+adv>
the scene with the <person> and the <thing> is <+adj>
the <aspect> by <first> <surname> is a <+noun>
everyone i know <+verb> the <aspect>
how <+adj> the <aspect> is
<ALAST> is <+adj> and <BLAST> is <+adj> too
the part in the <scene> <place> is <+adj>
the <aspect> isn't <-adj>
the <aspect> is never <-adj>
nobody could call the <aspect> <-adj>
"""

VERDICT = """
all in all a <+adj> <GENRE>
it is a <+adj> and <+adj> <GENRE>
i <+verb> it and so will you
in short this <GENRE> is a <+noun>
it is simply <+adj> from beginning to end
this is a <+noun> and i <+verb> every minute of it
it is one of the most <+adj> films i have seen
what a <+adj> <GENRE> and what a <+noun>
overall the film is <+adj> and the <aspect> is <+adj>
it is <+adv> made and <+adv> acted
i found it <+adj>
"""

NEGATION = """
this is not a <-adj> <GENRE> but a <+adj> one
it isn't <-adj> it is <+adj>
far from being <-adj> it is <+adj>
it is <+adj> and not at all <-adj>
it is a <+noun> and never <-adj>
there is nothing <-adj> about it it is <+adj>
it is hardly <-adj> and often <+adj>
i can't call it <-adj> i call it <+adj>
don't let them tell you it is <-adj> because it is <+adj>
it is not a <-noun> it is a <+noun>
i found it <+adj> and by no means <-adj>
not <-adj> at all
"""

CONTRAST = """
it began <-adv> but it ended <+adv>
the first half is <-adj> but the second half is <+adj>
although the <aspect> is <-adj> the film as a whole is <+adj>
i expected something <-adj> and found something <+adj>
what starts as a <-noun> turns into a <+noun>
it may look <-adj> at first but it is <+adj>
after a <-adj> hour comes a <+adj> one
despite the <-adj> <aspect> i <+verb> it
the <aspect> is <-adj> but in the end it is <+adj>
once i <-verb> it but now i find it <+adj>
they say it is <-adj> but it is <+adj>
it goes from <-adj> to <+adj>
"""

CONTRAST_FIRST = """
it is a <+adj> <GENRE> although the <aspect> is <-adj>
i <+verb> it in spite of the <-adj> <aspect>
it is <+adj> even if the <aspect> is <-adj>
it ended <+adv> although it began <-adv>
it is a <+noun> despite the <-adj> <aspect>
"""

CLOSING = """
i saw it with my <FAMILY> in <CITY>
see what you think
that is all i have to say about it
and that is my opinion
my <FAMILY> says the same
that's what i think anyway
i will remember that <look> <thing>
i saw it in <month>
"""
