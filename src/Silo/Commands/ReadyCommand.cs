using ActiveLearning.Silo.Hosting;

namespace ActiveLearning.Silo.Commands;

/// <summary><c>ready</c>: asks the silo at <c>--urls</c> whether it serves. For containers without a shell.</summary>
internal static class ReadyCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Runs it.</summary>
    /// <returns><see cref="OperatorCommands.Good"/> when it serves, else <see cref="OperatorCommands.Broken"/>.</returns>
    public static async Task<int> RunAsync(IConfiguration configuration, TextWriter output, CancellationToken cancellationToken)
    {
        var url = (configuration["urls"] is { Length: > 0 } urls ? urls : StartLine.DefaultUrl).Split(';')[0];
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri(new Uri(url), "/health/ready"), cancellationToken);
            output.WriteLine(PrintedText.Escape(await answer.Content.ReadAsStringAsync(cancellationToken)));
            return answer.IsSuccessStatusCode ? OperatorCommands.Good : OperatorCommands.Broken;
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException)
        {
            output.WriteLine("no answer");
            return OperatorCommands.Broken;
        }
    }
}
