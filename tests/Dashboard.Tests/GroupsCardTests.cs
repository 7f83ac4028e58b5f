using System.Net;
using System.Text;
using System.Text.Json;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Dashboard.Api;
using ActiveLearning.Dashboard.Groups;
using ActiveLearning.Dashboard.Live;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLearning.Dashboard.Tests;

/// <summary>The owner's list of near-duplicate groups.</summary>
public sealed class GroupsCardTests : IDisposable
{
    private readonly BunitContext page = new();
    private readonly Answers answers = new();

    public GroupsCardTests() =>
        page.Services.AddSingleton(new ApiClient(new HttpClient(answers) { BaseAddress = new Uri("http://silo.example/") }));

    public void Dispose()
    {
        page.Dispose();
        answers.Dispose();
    }

    [Fact]
    public void Groups_are_listed_with_their_size_and_what_settled_them_and_text_stays_text()
    {
        answers.Groups = [Group("i1", "settled", "<b>free</b> money", "i2", "i3"), Group("i7", "open", "ok", "i8")];

        var card = page.Render<GroupsCard>(p => p.Add(c => c.Project, "p 1"));

        Assert.Equal(["3", "2"], card.FindAll("td.right.num").Select(cell => cell.TextContent));
        Assert.Equal(["spam", "open"], card.FindAll("td .chip").Select(chip => chip.TextContent));
        Assert.Equal("<b>free</b> money", card.Find(".group-text").TextContent);
        Assert.Equal("GET /api/v1/projects/p%201/groups", answers.Asked.Single().Call);
    }

    [Fact]
    public void Splitting_asks_first_and_says_what_is_open_again()
    {
        answers.Groups = [Group("i1", "settled", "free money", "i2", "i3")];
        var card = page.Render<GroupsCard>(p => p.Add(c => c.Project, "p1"));

        Press(card, "Split group");
        Assert.Single(answers.Asked);
        Press(card, "Split into 3 items");

        Assert.Equal(("POST /api/v1/projects/p1/groups/i1/split", """{"items":null}"""), answers.Asked[1]);
        Assert.Contains("2 items are open again", card.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void One_member_can_be_taken_out()
    {
        answers.Groups = [Group("i1", "open", "free money", "i2")];
        var card = page.Render<GroupsCard>(p => p.Add(c => c.Project, "p1"));

        Press(card, "Show 2 members");
        card.FindAll("button").Last(button => button.TextContent.Trim() == "Take out").Click();

        Assert.Equal(("POST /api/v1/projects/p1/groups/i1/split", """{"items":["i2"]}"""), answers.Asked[1]);
    }

    [Fact]
    public void A_failure_is_said_and_can_be_tried_again()
    {
        answers.Fails = true;
        var card = page.Render<GroupsCard>(p => p.Add(c => c.Project, "p1"));
        Assert.Contains("busy", card.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        answers.Fails = false;
        Press(card, "Try again");

        Assert.Contains("No near-duplicates were found", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_live_page_says_how_many_labels_groups_have_saved()
    {
        var line = page.Render<NearDuplicateLine>(p => p.Add(l => l.Project, "p1").Add(l => l.Counts, new NearDuplicateCounts(4, 31, 12, 0)));

        Assert.StartsWith("12 labels saved so far: of 31 near-duplicates in 4 groups", line.Find("p").TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_near_duplicates_the_live_page_says_nothing() => Assert.Equal(
        "", page.Render<NearDuplicateLine>(p => p.Add(l => l.Project, "p1").Add(l => l.Counts, new NearDuplicateCounts(0, 0, 0, 0))).Markup.Trim());

    private static void Press(IRenderedComponent<GroupsCard> card, string words) =>
        card.FindAll("button").First(button => button.TextContent.Trim() == words).Click();

    private static GroupView Group(string id, string state, string text, params string[] others) => new(
        id,
        others.Length + 1,
        state,
        state == "settled" ? "1" : null,
        state == "settled" ? new Consensus("spam", 0.9) : null,
        [new GroupMemberView(id, text, null), .. others.Select(other => new GroupMemberView(other, text, null))]);

    private sealed class Answers : HttpMessageHandler
    {
        public IReadOnlyList<GroupView> Groups { get; set; } = [];

        public bool Fails { get; set; }

        public List<(string Call, string Body)> Asked { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add((
                $"{request.Method} {request.RequestUri!.PathAndQuery}",
                request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
            object body = request.Method == HttpMethod.Post ? new SplitReply("split", 2) : new GroupPage(Groups, null);
            return new HttpResponseMessage(Fails ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK)
            {
                Content = new StringContent(Fails ? "" : JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, "application/json"),
            };
        }
    }
}
