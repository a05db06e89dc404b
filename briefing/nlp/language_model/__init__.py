"""The reader's own language model, of which every line is proved or dropped.

This package speaks to no process or file: `briefing.services.language_model` does. An answer of a model is
shown in four steps, for articles, stories and questions alike:

    materials = [Material(article.title, article.text, extract=passages), …]    # numbered in this order
    prompt = make_prompt(Task.STORY, fit(Task.STORY, materials, config.context), language)   # prompt, budget
    reply = model.ask(prompt)                             # LanguageModel in services; raises ModelError
    proof = prove(parse_answer(reply.text).lines, [article.text, …])            # answers, evidence

`ask_about` in `briefing.services.language_model.model_lines` takes all four steps.
`proof.lines` are `ProvedLine`s. Their evidence is passages of the texts, each with the position of its
article in the sequence. Their `words` are the model's own, or None if these bring a number, date or name that
the evidence lacks; then only the evidence is shown. `proof.dropped` is the number of lines with a quote that
is in no text.

`prove` is pure. Words of a model are never shown without their mark and the model's name, nor as a quote.
"""
