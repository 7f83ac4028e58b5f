using System.CommandLine;
using System.Globalization;
using ActiveLearning.Benchmarks.LabelEfficiency;
using ActiveLearning.Learning.Acquisition;

namespace ActiveLearning.Benchmarks.Verbs;

/// <summary>
/// How many labels each strategy needs: <c>label-efficiency</c> replays a labelled file through the product's trainer and acquisition functions, <c>replay</c> one file or a project's own history.
/// </summary>
public static class LabelEfficiency
{
    private static readonly Option<string> Strategies = new("--strategies")
    {
        DefaultValueFactory = _ => "auto,random,margin",
        Description = "Acquisition functions, by comma; margin@lang weighs slices.",
        Validators = { result => StrategyReplay.Check(result.GetValueOrDefault<string>()).ForEach(result.AddError) },
    };
    private static readonly Option<string> FeaturesOption = new("--features") { DefaultValueFactory = _ => "default", Description = "default (encoder and n-grams), hashed (no encoder) or unread-as-zeros (default without LSA for what the encoder can't read)." };
    private static readonly Option<int> Seeds = new("--seeds") { DefaultValueFactory = _ => 5, Description = "Sets of first labels." };
    private static readonly Option<int> Budget = new("--budget") { DefaultValueFactory = _ => 1000, Description = "Labels to spend, the first ones included." };
    private static readonly Option<int> Batch = new("--batch") { DefaultValueFactory = _ => 20, Description = "Labels between refits." };
    private static readonly Option<double> Control = new("--control") { DefaultValueFactory = _ => 0, Description = "Share of auto's labels that follow the control walk." };
    private static readonly Option<int> Threads = new("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Runs at a time." };
    private static readonly Option<double?> Target = new("--target") { Description = "Macro-F1 whose price in labels is printed." };
    private static readonly Option<DirectoryInfo?> Output = new("--out") { Description = "Folder for curves.csv, curves.png and a JSON summary." };
    private static readonly Option<FileInfo?> SeedSets = new("--seed-sets") { Description = "JSON [[id, ...], ...]: the first labels of each seed; else 20 random ones, each class at least once." };
    private static readonly Option<bool> StateShares = new("--state-shares") { Description = "States the pool's true class shares, as an owner may who knows them." };
    private static readonly Option<bool> Cipher = new("--cipher") { Description = "Writes the Latin letters of all texts in another script, letter by letter, which the encoder can't read." };
    private static readonly Option<string?> Thin = new("--thin")
    {
        Description = "class=share, as in hate=0.01: thins a class of the pool to this share and starts without any label of it; prints how many were found.",
    };

    /// <summary>The verb <c>label-efficiency</c>.</summary>
    public static Command Command()
    {
        var pool = new Option<FileInfo>("--pool") { Required = true, Description = "Labelled JSON lines {id,text,label}: labels are revealed when chosen." };
        var test = new Option<FileInfo>("--test") { Required = true, Description = "Labelled JSON lines that are only scored." };
        var command = new Command("label-efficiency", "Learning curves of acquisition functions on a labelled file.") { pool, test };
        AddShared(command);
        command.SetAction((parsed, cancellationToken) =>
            Run("label-efficiency", LabelledFile.Read(parsed.GetValue(pool)!.FullName), LabelledFile.Read(parsed.GetValue(test)!.FullName), parsed, cancellationToken));
        return command;
    }

    /// <summary>The verb <c>replay</c>.</summary>
    public static Command ReplayCommand()
    {
        var file = new Option<FileInfo?>("--file") { Description = "Labelled JSON lines {id,text,label}; a quarter is held out unless --test names another file." };
        var test = new Option<FileInfo?>("--test") { Description = "Labelled JSON lines that are only scored." };
        var history = new Option<FileInfo?>("--history") { Description = "What GET /api/v1/projects/{p}/export answered: strategies choose among the items that were labelled." };
        var command = new Command("replay", "What other strategies would have made of a labelled file or of a project's own history.") { file, test, history };
        AddShared(command);
        command.Validators.Add(result =>
        {
            if ((result.GetValue(file) is null) == (result.GetValue(history) is null))
            {
                result.AddError("Name one of --file and --history.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var (poolRows, testRows) = parsed.GetValue(history) is { } export
                ? ProjectHistory.Read(export.FullName)
                : Split(LabelledFile.Read(parsed.GetValue(file)!.FullName), parsed.GetValue(test));
            return Run("replay", poolRows, testRows, parsed, cancellationToken);
        });
        return command;
    }

    private static void AddShared(Command command)
    {
        foreach (var option in new Option[] { SeedSets, Strategies, FeaturesOption, Seeds, Budget, Batch, Control, Threads, Target, Thin, StateShares, Cipher, Output })
        {
            command.Options.Add(option);
        }
    }

    private static (LabelledFile Pool, LabelledFile Test) Split(LabelledFile all, FileInfo? test)
    {
        if (test is not null)
        {
            return (all, LabelledFile.Read(test.FullName));
        }

        var order = Enumerable.Range(0, all.Ids.Length).ToArray();
        new Random(7).Shuffle(order);
        var held = order.Length / 4;
        return (all.At([.. order[held..].Order()]), all.At([.. order[..held].Order()]));
    }

    private static (string? Label, double Share) ParseThin(string? wish)
    {
        // A class may have an = in its name; a share has none.
        var at = wish?.LastIndexOf('=') ?? -1;
        return at > 0 ? (wish![..at], double.Parse(wish[(at + 1)..], CultureInfo.InvariantCulture)) : (null, 0);
    }

    private static Task<int> Run(string verb, LabelledFile pool, LabelledFile test, ParseResult parsed, CancellationToken cancellationToken)
    {
        var strategies = StrategyReplay.Parse(parsed.GetValue(Strategies)!);
        if (parsed.GetValue(Cipher))
        {
            (pool, test) = (ScriptCipher.Write(pool), ScriptCipher.Write(test));
        }

        var (thinned, share) = ParseThin(parsed.GetValue(Thin));
        if (thinned is not null)
        {
            pool = pool.Thin(thinned, share);
        }

        var attributes = strategies.OfType<SliceWeighted>().Select(function => function.Attribute);
        var set = Features.Read(pool, test, parsed.GetValue(FeaturesOption)!, attributes, parsed.GetValue(StateShares), parsed.GetValue(Threads), cancellationToken);
        int? unknown = thinned is null ? null : set.Classes.ToList().IndexOf(thinned);
        var first = parsed.GetValue(SeedSets) is { } file && unknown is null
            ? FirstLabels.Read(file.FullName, pool, parsed.GetValue(Seeds))
            : FirstLabels.Draw(set.PoolLabels, set.Classes.Count, parsed.GetValue(Seeds), unknown);
        var replay = new StrategyReplay(set, first, parsed.GetValue(Budget), parsed.GetValue(Batch), parsed.GetValue(Control), parsed.GetValue(Threads));
        var curves = replay.Run(strategies, cancellationToken);
        if (parsed.GetValue(Output) is { } folder)
        {
            CurveReport.Write(folder.FullName, verb, set.Classes, curves);
        }

        CurveReport.Print(verb, curves, parsed.GetValue(Target));
        if (thinned is not null)
        {
            CurveReport.PrintFound(thinned, unknown!.Value, curves);
        }

        return Task.FromResult(0);
    }
}
