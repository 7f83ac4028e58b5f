using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Harness;

namespace ActiveLearning.EndToEnd.Tests.Api;

[Collection(nameof(SharedSilo))]
public sealed class ImportPressureTests(OneSilo one)
{
    private const int Places = 4;

    [Fact]
    public async Task An_upload_too_many_is_told_when_to_come_again_and_the_others_lose_nothing()
    {
        await one.MakeProjectAsync("pressure", 1);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var rest = new TaskCompletionSource();
        var uploads = Enumerable.Range(0, Places).Select(Upload).ToList();
        HttpResponseMessage? refused = null;
        var tried = 0;
        await Wait.UntilAsync(
            async () =>
            {
                refused?.Dispose();
                refused = await SendAsync(new StringContent(Row($"quick{tried++}")));
                if (refused.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    // It may have had the place that a slow one came for, whose refusal shows only when all of it is sent.
                    uploads.Add(Upload(uploads.Count));
                    return false;
                }

                return true;
            },
            "all places are taken",
            deadline.Token);

        rest.SetResult();
        var ended = await Task.WhenAll(uploads);
        var accepted = ended.Where(upload => upload.StatusCode != HttpStatusCode.ServiceUnavailable).ToArray();
        Assert.True(accepted.Length >= Places, $"{accepted.Length} were accepted");
        foreach (var upload in accepted)
        {
            Assert.Equal(1, (await OneSilo.ReadAsync<ImportReport>(upload)).Accepted);
        }

        Assert.Equal(TimeSpan.FromSeconds(5), refused!.Headers.RetryAfter?.Delta);
        Assert.Equal(1, (await OneSilo.ReadAsync<ImportReport>(await SendAsync(new StringContent(Row($"quick{tried - 1}"))))).Accepted);
        refused.Dispose();

        Task<HttpResponseMessage> Upload(int number) => SendAsync(new SlowUpload(Row($"slow{number}"), rest.Task));
    }

    private static string Row(string id) => $$"""{"id":"{{id}}","text":"text of {{id}}"}""" + "\n";

    private Task<HttpResponseMessage> SendAsync(HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return one.Admin.Http.PostAsync(new Uri("/api/v1/projects/pressure/items", UriKind.Relative), content);
    }

    /// <summary>A body whose end comes when the test says so.</summary>
    private sealed class SlowUpload(string row, Task rest) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(row));
            await stream.FlushAsync();
            await rest;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
