"""The reader's own language model, of which every line is checked against the articles.

This package speaks to no process or file: `briefing.services.language_model` does. An answer of a model is
shown in four steps, for articles, stories and questions alike:

    materials = [Material(article.title, article.text, extract=passages), …]    # numbered in this order
    prompt = make_prompt(Task.STORY, fit(Task.STORY, materials, config.context), language)   # prompt, budget
    reply = model.ask(prompt)                             # LanguageModel in services; raises ModelError
    found = check_lines(parse_answer(reply.text).lines, texts, titles)          # answers, evidence

`ask_about` in `briefing.services.language_model.model_lines` takes all four steps.
`found.lines` are `CheckedLine`s. Their evidence is passages of the texts, each with the position of its
article in the sequence. Their `words` are the model's own, or None if these bring a number or name that the
evidence lacks (`claims`), or say something else as far as words tell (`assertions`); then only the evidence
is shown. `found.dropped` is the number of lines with a quote that is in no text.

`check_lines` is pure. Words of a model are never shown without their mark and the model's name, nor as a
quote.
"""
