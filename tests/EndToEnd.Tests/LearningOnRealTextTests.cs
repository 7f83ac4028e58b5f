using System.Globalization;
using ActiveLearning.Harness;
using Xunit.Abstractions;

namespace ActiveLearning.EndToEnd.Tests;

/// <summary>The loop on real text, through the real program and the hub: choosing must beat drawing at random.</summary>
[Collection(nameof(OneProcessAtATime))]
public sealed class LearningOnRealTextTests(ITestOutputHelper output)
{
    // From here on this easy set is learned either way, and differences are chance.
    private const int Labels = 160;
    private const int Round = 20;
    private const int Seeds = 3;

    [Fact]
    public async Task Labels_chosen_by_the_loop_beat_random_order()
    {
        var texts = LabelledTexts.Load("sms_spam");
        var chosen = new List<double>();
        var random = new List<double>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            chosen.Add(await MeanMacroF1Async(texts, "auto", seed));
            random.Add(await MeanMacroF1Async(texts, "random", seed));
            output.WriteLine($"{texts.Name} seed {seed}: chosen {chosen[^1]:0.000}, random {random[^1]:0.000}");
        }

        Assert.True(chosen.Average() > random.Average(), $"chosen {chosen.Average():0.0000}, random {random.Average():0.0000} on {texts.Name}");
    }

    private async Task<double> MeanMacroF1Async(LabelledTexts texts, string strategy, int seed)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        await using var silo = await SiloProcess.StartAsync();
        using var client = new SiloClient(silo.Url);
        // Another project id is another walk: the seed of this run.
        var project = $"{strategy}-{seed}";
        // Without groups: the only label of a class may be a held-out text's twin, from which nobody learns, and then there is no version to wait for.
        await client.CreateProjectAsync(project, texts.Classes, strategy, controlArmShare: 0, nearDuplicates: false);
        await client.ImportAsync(project, texts);
        await Wait.UntilAsync(async () => (await client.StatusAsync(project)).Encoded == texts.Pool.Count + texts.Test.Count, "all texts are encoded", deadline.Token);

        var truth = texts.Pool.GroupBy(t => t.Text).ToDictionary(g => g.Key, g => g.First().Label);
        await using var annotator = await HubAnnotator.JoinAsync(silo.Url, project, "annotator", deadline.Token);
        var curve = new List<double>();
        var seenClasses = new HashSet<string>();
        for (var labels = 1; labels <= Labels; labels++)
        {
            var item = await annotator.NextAsync(deadline.Token);
            var reply = await annotator.SubmitAsync(item, truth[item.Text], deadline.Token);
            Assert.Equal("accepted", reply.Outcome);
            seenClasses.Add(truth[item.Text]);
            if (labels % Round == 0 && seenClasses.Count < 2)
            {
                // There is nothing to learn from one class: whoever got only that far would call everything by it.
                curve.Add(MacroF1OfAlwaysSaying(seenClasses.Single(), texts));
            }
            else if (labels % Round == 0)
            {
                var seen = labels;
                await Wait.UntilAsync(async () => (await client.ModelsAsync(project)).Any(m => m.Labels >= seen && m.Stage != "candidate"), $"a version saw {seen} labels and was judged", deadline.Token);
                await Wait.UntilAsync(async () => await ScoredByChampionAsync(client, project, texts), "the champion has scored the pool", deadline.Token);
                curve.Add((await client.StatusAsync(project)).Champion!.Metrics!.MacroF1);
            }
        }

        output.WriteLine($"{project}: {string.Join(' ', curve.Select(f1 => f1.ToString(".000", CultureInfo.InvariantCulture)))}");

        // The first round was chosen before there was a model.
        return curve.Skip(1).Average();
    }

    private static double MacroF1OfAlwaysSaying(string className, LabelledTexts texts)
    {
        var right = texts.Test.Count(t => t.Label == className);
        return 2.0 * right / (right + texts.Test.Count) / texts.Test.Select(t => t.Label).Distinct().Count();
    }

    private static async Task<bool> ScoredByChampionAsync(SiloClient client, string project, LabelledTexts texts) =>
        (await client.StatusAsync(project)).Scored == texts.Pool.Count;
}
