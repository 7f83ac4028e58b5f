using ActiveLearning.Dashboard.Annotate;

namespace ActiveLearning.Dashboard.Tests;

public sealed class GuidelineMarkupTests
{
    [Fact]
    public void A_guideline_is_cut_at_its_headings()
    {
        var sections = GuidelineMarkup.Sections("before\n\n## First\n\none\n\n### Second\n\n- two");

        Assert.Equal(["", "First", "Second"], sections.Select(section => section.Heading));
        Assert.Contains("<li>two</li>", sections[2].Html, StringComparison.Ordinal);
        Assert.True(sections[2].Mentions("TWO"));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("text <img src=x onerror=alert(1)> text")]
    [InlineData("[click](javascript:alert(1))")]
    [InlineData("[click](JaVaScRiPt:alert(1))")]
    [InlineData("[click](&#106;avascript:alert(1))")]
    [InlineData("[click](data:text/html,x)")]
    [InlineData("[click](vbscript:x)")]
    [InlineData("[click][ref]\n\n[ref]: javascript:alert(1)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("![picture](https://example.org/track.gif)")]
    [InlineData("# <img src=x onerror=alert(1)>")]
    [InlineData("| a |\n|---|\n| <iframe src=x> |")]
    public void Nothing_in_it_runs_or_loads_anything(string markdown)
    {
        var html = string.Concat(GuidelineMarkup.Sections(markdown).Select(section => section.Html));

        foreach (var forbidden in new[] { "<script", "<img", "<iframe", "href=\"javascript", "href=\"data", "href=\"vbscript", "src=" })
        {
            Assert.DoesNotContain(forbidden, html.Replace("&lt;", "\0", StringComparison.Ordinal).Split('\0')[0], StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain("href=\"javascript", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_forbidden_link_leaves_its_words_once()
    {
        var html = GuidelineMarkup.Sections("see [the policy](javascript:x) now")[0].Html;

        Assert.Equal("<p>see the policy now</p>\n", html);
    }

    [Fact]
    public void Web_and_mail_links_stay()
    {
        var html = GuidelineMarkup.Sections("[a](https://example.org/x) <mailto:b@example.org>")[0].Html;

        Assert.Contains("href=\"https://example.org/x\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"mailto:b@example.org\"", html, StringComparison.Ordinal);
    }
}
