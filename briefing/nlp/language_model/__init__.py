"""A language model of the reader's own, of which every line is proved or dropped.

Nothing here speaks to a process or a file: `briefing.services.language_model` does. What a model answers is
shown in four steps, for articles, stories and questions alike:

    materials = [Material(article.title, article.text, extract=passages), …]    # numbered in this order
    prompt = make_prompt(Task.STORY, fit(Task.STORY, materials, config.context), language)   # prompt, budget
    reply = model.ask(prompt)                             # LanguageModel in services; raises ModelError
    proof = prove(parse_answer(reply.text).lines, [article.text, …])            # answers, evidence

`ask_about` in `briefing.services.language_model.model_lines` does all of it, for a question too.
`proof.lines` are `ProvedLine`s: the evidence of each is passages that stand in the texts, with the place of
their article in the sequence, and `words` is what the model says in its own words, or None where these bring
a number, date or name that the evidence lacks. Then only the evidence is shown. `proof.dropped` is how many
lines had a quote that is in no text.

`prove` is pure. Words of a model are never shown without their mark and the model's name, nor as a quote.
"""
