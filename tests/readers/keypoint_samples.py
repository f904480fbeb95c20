"""Small pages in the layouts under test: real works, invented remarks."""

from __future__ import annotations

PAGE_2025 = """\
Attention
#NLP
#Selected Papers/Blogs
#Admin'sPick
Issue Date: 2025-03-02
[Paper Note] Attention Is All You Need, Ashish Vaswani+, NeurIPS'17
Summary再帰も畳み込みも使わない系列変換モデルを示した。
Commentopenreview:https://openreview.net/forum?id=abcdEFGH12式は図より先に読むとよい。
```
# a shell remark, not a tag
#fake Issue Date: 2020-01-01 Not A Note, Nobody+, XX'20
```
手で計算して納得した #Scaling Laws #PEFT(Adaptor/LoRA) #3D (Scene) Issue Date: 2025-02-28 LoRA: Low-Rank Adaptation of \
Large Language Models, Edward J. Hu+, ICLR'22 Summary低ランクの差分だけを学習する。 Comment元ポスト:https://x.com/someone/status/12関連:
・1234
#Article #Library
Issue Date: 2024-12-01 Annotated Transformer Demo Comment実装を一行ずつ追える。 #NLP Issue Date: 2024-11-05 \
Deep Residual Learning for Image Recognition, Kaiming He+, N_A, CVPR'16, 2015.12
"""

PAGE_2026 = """\
KeyPoint Notes


Paper/Blog Link My Issue
#NLP #Selected Papers/Blogs #Supervised-FineTuning (SFT) Issue Date: 2026-01-14 GPT Summary- 小さな教師で大きな生徒を育てる。 Comment

openreview: https://openreview.net/forum?id=abcdEFGH12#discussion

元ポスト:

Loading…

先行研究:
- [Paper Note] Distilling the Knowledge in a Neural Network, Geoffrey Hinton+, arXiv'15

# 概要

本文で #Rewritten Prompt# と書かれる。

```
Paper/Blog Link My Issue
#fake Issue Date: 2020-01-01 Comment
```

image



Paper/Blog Link My Issue
#Article #3D (Scene) #Admin'sPick Issue Date: 2025-12-24 Comment

HF: https://huggingface.co/collections/someone/something




My Issue
#Pocket Issue Date: 2025-12-20 GPT Summary- 要約だけの項目。
"""

HTML = """\
<!DOCTYPE html>
<html><head><title>notes</title><script>if (1 < 2) { "issue_date" }</script></head><body>
<h1>わたしのノート</h1>
<h2 id="nlp" class="paper-head">Attention (12) — 1/3</h2>
<div class="visible-content">
<a class="button"
   href="articles/NLP.html" target="_blank">#NLP</a><a href='articles/x.html' class='button big'>#Selected Papers/Blogs</a><br>
<span class="issue_date">Issue Date: 2025-03-02</span>
<a href="https://github.com/someone/paper_notes/issues/3270" class="title-link">[Paper Note] Attention Is All You Need, \
Ashish Vaswani+, NeurIPS'17</a>
<span class="snippet"><span>GPT Summary</span>- Q & A, a < b, r_<k個, <pause-token> を扱う。</span>
<span class="snippet"><span>Comment</span><p>openreview:

{% raw %}
<a href="https://openreview.net/forum?id=abcdEFGH12" target="_blank">https://openreview.net/forum?id=abcdEFGH12</a>
{% endraw %}

</p><p>元ポスト:
<div class="tweet-embed"
     data-embed='<blockquote class="twitter-tweet"><a href="https://twitter.com/someone/status/1?s=46&t=Y6"></a></blockquote>'>
  <div class="tweet-placeholder">Loading…</div>
</div></p><p>関連:<br>- <a href="https://github.com/someone/paper_notes/issues/2068">[Paper Note] Longformer, Iz Beltagy+, \
arXiv'20</a><br>- <a href="https://arxiv.org/abs/2001.04451">Reformer</a></p></span><br><br>
<article class="paper-entry"><h3 id="lora-7" class="title-link">LoRA: Low-Rank Adaptation, Edward J. Hu+, ICLR'22</h3><br>
<a href="https://arxiv.org/abs/2106.09685" class="external-link-badge"><svg><path d="M1"/></svg>
Paper/Blog Link
</a><a href="https://github.com/someone/paper_notes/issues/7" class="external-link-badge">My Issue</a><br>
<a class="button" href="">#PEFT(Adaptor/LoRA)</a><span class="issue_date">Issue Date: 2025-02-28</span></article>
<article class="paper-entry"><h3 class="title-link">Adapters, Neil Houlsby+, ICML'19</h3>
<a href="https://github.com/someone/paper_notes/issues/8" class="external-link-badge">My Issue</a>
<a class="button" href="">#PEFT(Adaptor/LoRA)</a><span class="issue_date">Issue Date: 2025-02-27</span></article>
<a class="button" href="">#CNN</a><br><span class="issue_date">Issue Date: 2023-02-01</span>
<a href="https://github.com/someone/paper_notes/issues/4">Deep Residual Learning, Kaiming He+, CVPR'16</a>
<span class="snippet">前の版は <a href="https://github.com/someone/paper_notes/issues/9">#9</a></span>
</div></body></html>
"""

XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<paper-list last-updated="2025-06-01">
<paper-entry>
<title>[Paper Note] Q&A with a<b & Friends, Jane Doe+, COLT'25</title>
<original-paper-blog-link>https://arxiv.org/abs/2505.23683</original-paper-blog-link>
<repo-issue-link>https://github.com/someone/paper_notes/issues/2007</repo-issue-link>
<tags>Analysis, Selected Papers/Blogs, 3D (Scene)</tags>
<repo-issue-date>2025-06-01</repo-issue-date>
<issue-body># URL
- https://arxiv.org/abs/2505.23683
# Authors
  - Jane Doe
  - Aäron van den Oord
# Abstract
  - We show that a < b & c.
# Translation (by gpt)
- 訳文。
# Summary (by gpt)
- 比較を k<n で示す。</issue-body>
<maintainer-comment-text><p>元ポスト:

{% raw %}
<div class="tweet-embed"
     data-embed='<blockquote><a href="https://twitter.com/someone/status/1?s=46&t=Y6"></a></blockquote>'>
  <div class="tweet-placeholder">Loading…</div>
</div>
{% endraw %}

</p><p>先行研究:<br>- <a href="https://github.com/someone/paper_notes/issues/2068">[Paper Note] Longformer, Iz Beltagy+, \
arXiv'20</a>
</p></maintainer-comment-text>
<maintainer-comment-text>あとで k<n & m を読む https://github.com/someone/code</maintainer-comment-text>
</paper-entry>

<paper-entry>
<title>A blog post</title>
<original-paper-blog-link>None</original-paper-blog-link>
<repo-issue-link>https://github.com/someone/paper_notes/issues/8</repo-issue-link>
<tags>Article</tags>
<repo-issue-date>2025-05-01</repo-issue-date>
<issue-body>None</issue-body>
<maintainer-comment-text>None</maintainer-comment-text>
</paper-entry>
</paper-list>
"""

READING_LIST = """\
この記事について
- 全部は読んでいません。
- 記号の意味
- 🔵: 気になる
- 🟣: 自分の研究に近い
- ICLR 2024 に採択されたものだけ
構造系
全体について
- Vision Transformers Need Registers (oral) 🔵
- 余分なトークンが地図を汚すという話。
<reg>
を足すだけで直る。- 「面白い」
- Longformer: The Long-Document Transformer (Beltagy et al., arXiv 2020)
部分について
- The Hedgehog and the Porcupine 🟣🔵
学習系
- LoRA: Low-Rank Adaptation of Large Language Models (spotlight) 🟣
- 差分だけを学習する。
感想
また来年も書きたい
"""

READING_LIST_ASCII = """\
# What we read at NeurIPS 2023

- [*]: must read
- [+]: nice

## Models

- Mamba: Linear-Time Sequence Modeling [*]
  - selective state spaces
- Hyena Hierarchy (poster)
- Retentive Network
  - as long as needed [sic]

## Data

### Text

1. Attention! [+]
2. RedPajama [*] [+]
"""

DIGEST = """\
[2023/12/25 ~ 01/07] 今週の論文
紹介文です。
長い文脈のための変換器 / Longformer: The Long-Document Transformer
論文紹介
- 窓の中だけを見る。
Attends within windows only.
論文要旨(Abstract)
長い文書を扱う。
We present the Longformer.
論文リンク
https://arxiv.org/abs/2004.05150
https://github.com/allenai/longformer
さらに読む
https://x.com/someone/status/1

Mistral 7B
論文紹介
- 重みが公開された。
論文リンク
https://example.org/mis…
https://huggingface.co/mistralai/Mistral-7B-v0.1
原文
https://example.org/weekly
⚠️広告⚠️: 会員登録はこちら
2件のコメント
ありがとうございます。 https://arxiv.org/abs/1706.03762
"""

ISSUES = """\
[
 {
  "url": "https://api.github.com/repos/Someone/Paper_Notes/issues/12",
  "repository_url": "https://api.github.com/repos/Someone/Paper_Notes",
  "html_url": "https://github.com/Someone/Paper_Notes/issues/12",
  "number": 12,
  "title": "[Paper Note] LoRA: Low-Rank Adaptation of Large Language Models, Edward J. Hu+, ICLR'22",
  "labels": [{"name": "PEFT(Adaptor/LoRA)"}, "NLP", null],
  "state": "closed",
  "created_at": "2025-02-28T10:00:00Z",
  "comments": 1,
  "body": "# URL\\r\\n- https://arxiv.org/abs/2106.09685\\r\\n# Authors\\r\\n- Edward J. Hu\\r\\n- Yelong Shen\\r\\n# Abstract\\r\\n- We freeze \
the weights.\\r\\n# Summary (by gpt)\\r\\n- 重みを凍結する。",
  "comments_list": [{"body": "code: https://github.com/microsoft/LoRA"}, {"body": "・1234 も参照"}]
 },
 {"number": 13, "title": "Fix typo", "html_url": "https://github.com/Someone/Paper_Notes/pull/13", "pull_request": {"url": "x"}},
 {
  "number": 14,
  "title": "読み方の記事",
  "html_url": "https://github.com/Someone/Paper_Notes/issues/14",
  "labels": [],
  "created_at": "2025-01-05T00:00:00Z",
  "body": "論文: https://arxiv.org/abs/1706.03762\\n図から読む。"
 }
]
"""

# Texts that none of these layouts may claim.
FOREIGN = {
    "prose": "Yesterday I read about attention. Issue Date: 2025-01-01 was on the cover.\n\nIt was good.\n",
    "vault note": "---\ntitle: Attention\ntags: [nlp]\ndate: 2025-01-01\n---\n# Attention\n\n#nlp #todo\n\nIssue Date: 2025-01-01\n",
    "vault note with dates": "---\ntags: [x]\n---\n#nlp Issue Date: 2025-01-01 A\n#nlp Issue Date: 2025-01-02 B\n",
    "vault list": "---\ntitle: x\n---\n- ★: good\n- A Work ★\n- B Work ★\n",
    "vault digest": "---\ntitle: x\n---\n" + DIGEST,
    "list of links": "- ⭐: good\n- [A Work](https://x.org/a) ⭐\n- [B Work](https://x.org/b) ⭐\n",
    "markdown list": "# Papers\n\n## NLP\n\n- Attention Is All You Need [[arXiv](https://arxiv.org/abs/1706.03762)]\n- ✅ BERT\n",
    "bib": "@article{a,\n  title = {Attention},\n  keywords = {#NLP},\n  year = 2017\n}\n",
    "csv": "title,tags,Issue Date\nAttention,#NLP,2025-01-01\nBERT,#NLP,2025-01-02\n",
    "other html": '<html><body><a class="title-link" href="/x">News</a><span class="snippet">Comment</span></body></html>',
    "other json": '[{"id": "x", "title": "Attention", "type": "article-journal"}]',
    "package": '{"name": "x", "version": "1", "number": 3, "title": "y"}',
    "abstract page": "A title\nAbstract\nWe present a thing.\nIntroduction\nThings are many.\n",
    "hashtags": "nice #paper #nlp\nsee you\n",
    "empty": "",
}
