using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ActiveLearning.Harness;
using ActiveLearning.Learning.Encoding;

namespace ActiveLearning.Benchmarks.Load;

/// <summary>Processes that do nothing but encode texts: what silos' encoding could come to at best on the same machine.</summary>
internal sealed class EncoderLoops : IDisposable
{
    private const string Verb = "encoder-loop";
    private const int TextsAtOnce = 64;

    private readonly Process[] _processes;
    private readonly long[] _encoded;

    private EncoderLoops(int count)
    {
        _encoded = new long[count];
        _processes = [.. Enumerable.Range(0, count).Select(Start)];
    }

    /// <summary>Their process ids.</summary>
    public IReadOnlyList<int> Processes => [.. _processes.Select(process => process.Id)];

    /// <summary>Texts that all of them have encoded.</summary>
    public long Encoded => _encoded.Sum();

    /// <summary>The verb that such a process runs.</summary>
    public static Command Command()
    {
        var command = new Command(Verb, "Encodes texts until it is ended and writes how many.") { Hidden = true };
        command.SetAction((_, cancellationToken) =>
        {
            string[] texts = [.. LabelledTexts.Load("davidson").Pool.Select(text => text.Text)];
            var encoder = UseLiteEncoder.Load();
            var vectors = new float[TextsAtOnce * encoder.Dimensions];
            for (var done = 0L; !cancellationToken.IsCancellationRequested; done += TextsAtOnce)
            {
                var first = (int)(done % (texts.Length - TextsAtOnce));
                encoder.Encode(texts[first..(first + TextsAtOnce)], vectors, 1, cancellationToken);
                Console.WriteLine((done + TextsAtOnce).ToString(CultureInfo.InvariantCulture));
            }

            return Task.CompletedTask;
        });
        return command;
    }

    /// <summary>Starts them and waits until their code is compiled.</summary>
    public static async Task<EncoderLoops> StartAsync(int count, CancellationToken cancellationToken)
    {
        var loops = new EncoderLoops(count);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        await Wait.UntilAsync(() => Task.FromResult(Array.TrueForAll(loops._encoded, encoded => encoded >= 16 * TextsAtOnce)), "all loops encode", patience.Token);
        return loops;
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_processes, process =>
    {
        process.Kill();
        process.Dispose();
    });

    private Process Start(int number)
    {
        var process = Process.Start(new ProcessStartInfo(EchoProcess.Self[0], [.. EchoProcess.Self[1..], Verb]) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, line) =>
        {
            if (long.TryParse(line.Data, CultureInfo.InvariantCulture, out var encoded))
            {
                Volatile.Write(ref _encoded[number], encoded);
            }
        };
        process.BeginOutputReadLine();
        return process;
    }
}
