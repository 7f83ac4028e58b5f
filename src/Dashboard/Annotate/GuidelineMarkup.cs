using Markdig;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ActiveLearning.Dashboard.Annotate;

/// <summary>
/// Turns a guideline into sections of safe HTML. Guidelines are written by people, so nothing in them may run or load anything: raw HTML is shown as
/// text, links lead only to http, https and mail addresses, and pictures become their descriptions.
/// </summary>
public static class GuidelineMarkup
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseEmphasisExtras().Build();

    /// <summary>Splits a guideline at its headings and renders each section.</summary>
    public static IReadOnlyList<GuidelineSection> Sections(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        MakeSafe(document);
        var sections = new List<GuidelineSection>();
        var heading = "";
        var blocks = new List<Block>();
        foreach (var block in document)
        {
            if (block is HeadingBlock next)
            {
                Close();
                heading = PlainText(next.Inline);
            }
            else
            {
                blocks.Add(block);
            }
        }

        Close();
        return sections;

        void Close()
        {
            if (blocks.Count > 0 || heading.Length > 0)
            {
                var html = string.Concat(blocks.Select(Render));
                var text = string.Join(' ', blocks.SelectMany(block => block.Descendants<LeafInline>().Select(Words).Concat(block is CodeBlock code ? [code.Lines.ToString()] : [])));
                sections.Add(new GuidelineSection(heading, html, text));
            }

            heading = "";
            blocks.Clear();
        }
    }

    private static void MakeSafe(MarkdownDocument document)
    {
        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            if (link.IsImage)
            {
                link.ReplaceBy(new LiteralInline(PlainText(link)), copyChildren: false);
            }
            else if (!LeadsSomewhereSafe(link.GetDynamicUrl?.Invoke() ?? link.Url))
            {
                link.ReplaceBy(new LiteralInline(PlainText(link)), copyChildren: false);
            }
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (!link.IsEmail && !LeadsSomewhereSafe(link.Url))
            {
                link.ReplaceBy(new LiteralInline(link.Url), copyChildren: false);
            }
        }
    }

    private static bool LeadsSomewhereSafe(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto";

    private static string Render(Block block)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(block);
        writer.Flush();
        return writer.ToString();
    }

    private static string PlainText(ContainerInline? inline) => inline is null ? "" : string.Concat(inline.Descendants<LeafInline>().Select(Words));

    private static string Words(LeafInline leaf) => leaf switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        LineBreakInline => " ",
        _ => "",
    };
}

/// <summary>One part of a guideline.</summary>
/// <param name="Heading">Its heading as plain text; empty before the first one.</param>
/// <param name="Html">Its body as safe HTML.</param>
/// <param name="Text">Its body as plain text, for searching.</param>
public sealed record GuidelineSection(string Heading, string Html, string Text)
{
    /// <summary>Whether a term occurs in it, whatever its case.</summary>
    public bool Mentions(string term) =>
        Heading.Contains(term, StringComparison.CurrentCultureIgnoreCase) || Text.Contains(term, StringComparison.CurrentCultureIgnoreCase);
}
