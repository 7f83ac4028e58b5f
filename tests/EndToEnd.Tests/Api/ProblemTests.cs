using System.Net;
using System.Net.Http.Json;
using ActiveLearning.Contracts.Api;

namespace ActiveLearning.EndToEnd.Tests.Api;

[Collection(nameof(SharedSilo))]
public sealed class ProblemTests(OneSilo one)
{
    [Theory]
    [InlineData("""{"id":"p"}""", "classes")]
    [InlineData("""{"id":"a/b","classes":[{"name":"a"},{"name":"b"}]}""", "id")]
    [InlineData("""{"id":"p","classes":[{"name":"a"},{"name":"a"}]}""", "classes[1].name")]
    [InlineData("""{"id":"p","classes":[{"name":"a"},{"name":7}]}""", "classes[1].name")]
    [InlineData("""{"id":"p","classes":[{"name":"a"},{"name":"b","severity":9}]}""", "classes[1].severity")]
    [InlineData("""{"id":"p","classes":"a"}""", "classes")]
    [InlineData("""{"id":7,"classes":[{"name":"a"},{"name":"b"}]}""", "id")]
    [InlineData("""{"id":"p","overlap":"two","classes":[{"name":"a"},{"name":"b"}]}""", "overlap")]
    [InlineData("""{"id":"p","strategy":"oracle","classes":[{"name":"a"},{"name":"b"}]}""", "strategy")]
    [InlineData("""{"id":"p","name":"\ud800","classes":[{"name":"a"},{"name":"b"}]}""", "name")]
    [InlineData("""{"id":"p","id":"q","classes":[{"name":"a"},{"name":"b"}]}""", "id")]
    public async Task A_project_that_can_not_be_is_refused_naming_the_field(string body, string field)
    {
        var problem = await OneSilo.ProblemAsync(await OneSilo.PostTextAsync(one.Admin.Http, "/api/v1/projects", body), HttpStatusCode.BadRequest);

        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.StartsWith(field, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("null")]
    public async Task A_body_that_is_no_object_is_400(string body) =>
        await OneSilo.ProblemAsync(await OneSilo.PostTextAsync(one.Admin.Http, "/api/v1/projects", body), HttpStatusCode.BadRequest);

    [Fact]
    public async Task Another_content_type_is_415()
    {
        await one.MakeProjectAsync("problem-type", 1);

        await OneSilo.ProblemAsync(await OneSilo.PostTextAsync(one.Admin.Http, "/api/v1/projects", "{}", "text/plain"), HttpStatusCode.UnsupportedMediaType);
        await OneSilo.ProblemAsync(await OneSilo.PostTextAsync(one.Admin.Http, "/api/v1/projects/problem-type/items", "{}"), HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task The_same_project_again_is_the_same_and_another_content_is_409()
    {
        const string body = """{"id":"problem-same","classes":[{"name":"a"},{"name":"b"}]}""";

        using var created = await OneSilo.PostTextAsync(one.Admin.Http, "/api/v1/projects", body);
        using var again = await OneSilo.PostTextAsync(one.Admin.Http, "/api/v1/projects", body);
        var taken = await OneSilo.ProblemAsync(
            await OneSilo.PostTextAsync(one.Admin.Http, "/api/v1/projects", body.Replace("\"b\"", "\"c\"", StringComparison.Ordinal)), HttpStatusCode.Conflict);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (created.StatusCode, again.StatusCode));
        Assert.Equal("id", taken.GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("?count=0", HttpStatusCode.BadRequest, "count")]
    [InlineData("?count=51", HttpStatusCode.BadRequest, "count")]
    [InlineData("?count=many", HttpStatusCode.BadRequest, null)]
    public async Task A_count_that_can_not_be_is_400(string query, HttpStatusCode status, string? field)
    {
        var problem = await OneSilo.ProblemAsync(
            await OneSilo.PostTextAsync(one.Admin.Http, $"/api/v1/projects/any/annotators/ann/lease{query}", ""), status);

        Assert.True(field is null || field == problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task An_answer_that_can_not_be_is_refused_naming_the_field()
    {
        await one.MakeProjectAsync("problem-label", 3);
        var lease = (await OneSilo.ReadAsync<LeaseList>(await OneSilo.PostTextAsync(one.Admin.Http, "/api/v1/projects/problem-label/annotators/ann/lease", ""))).Leases.Single();

        (object Body, string Field)[] wrong =
        [
            (new { @class = "ham" }, "leaseId"),
            (new { leaseId = lease.LeaseId }, "class"),
            (new { leaseId = lease.LeaseId, @class = "eggs" }, "class"),
            (new { leaseId = lease.LeaseId, @class = "ham", leadTimeMs = -1 }, "leadTimeMs"),
            (new { leaseId = lease.LeaseId, @class = "ham", leadTimeMs = "x" }, "leadTimeMs"),
        ];
        foreach (var (body, field) in wrong)
        {
            var problem = await OneSilo.ProblemAsync(await one.Admin.Http.PostAsJsonAsync("/api/v1/projects/problem-label/labels", body), HttpStatusCode.BadRequest);
            Assert.Equal(field, problem.GetProperty("field").GetString());
        }

        var guessed = await OneSilo.ProblemAsync(
            await one.Admin.Http.PostAsJsonAsync("/api/v1/projects/problem-label/labels", new SubmitLabel("0-1-0123456789abcdef", "ham")), HttpStatusCode.NotFound);
        Assert.Equal("leaseUnknown", guessed.GetProperty("outcome").GetString());
        Assert.Equal(0, (await one.Admin.StatusAsync("problem-label")).Labels);
    }

    [Theory]
    [InlineData("/api/v1/projects/none/status")]
    [InlineData("/api/v1/projects/none/export")]
    [InlineData("/api/v1/projects/none/models")]
    [InlineData("/api/v1/projects/a%2Fb/status")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/hubs/nothing")]
    public async Task What_is_not_there_is_404(string address) => await OneSilo.ProblemAsync(await one.Admin.Http.GetAsync(address), HttpStatusCode.NotFound);

    [Fact]
    public async Task Another_method_is_405() =>
        await OneSilo.ProblemAsync(await one.Admin.Http.DeleteAsync("/api/v1/projects/none/status"), HttpStatusCode.MethodNotAllowed);

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/projects/v1.2", HttpStatusCode.OK)]
    [InlineData("/apiary", HttpStatusCode.OK)]
    [InlineData("/css/none.css", HttpStatusCode.NotFound)]
    [InlineData("/_framework/none.wasm", HttpStatusCode.NotFound)]
    public async Task Pages_are_there_for_everybody_and_a_missing_file_is_no_page(string address, HttpStatusCode status)
    {
        using var http = one.Browser();

        using var answer = await http.GetAsync(address);

        Assert.Equal((status, status == HttpStatusCode.OK), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType == "text/html"));
    }
}
