using ActiveLearning.Grains.Insight;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Grains.Models;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Grains.Training;

/// <content>What a new version is worth: judged on held-out items or out of fold, compared with the champion, promoted or archived.</content>
public sealed partial class TrainerGrain
{
    private async Task JudgeAsync(
        IModelVersionGrain grain, int number, LabelledSnapshot labelled, HeadFit fit, float[] offsets, int? champion, CancellationToken cancellationToken)
    {
        // Judging the labels themselves takes longer than the fit, so it is only done where nothing is held out.
        var judged = new JudgedHead(number, labelled, fit) { DecisionOffsets = offsets };
        var judgement = await OnTestAsync(number) ?? await lane.RunAsync(() => OutOfFold(labelled, judged), cancellationToken);
        await grain.Evaluated(judgement.ToMetrics([.. _project.Row.Standard.Classes.Select(c => c.Name)], number));
        var decision = champion is { } current
            ? await CompareAsync(judgement, current, labelled, cancellationToken)
            : new GateDecision(true, "Promoted: the first version.");
        if (!decision.Promote)
        {
            await grain.Archive(By, decision.Reason);
        }
        else if (await grain.Promote(champion, By, decision.Reason))
        {
            _champion = judged;
        }
        else
        {
            await grain.Archive(By, "Another version became champion meanwhile.");
        }

        await TellPartitionsAsync(cancellationToken);
        _insight.Look(_champion);
    }

    /// <summary>What the version says about held-out items; null where there are none yet.</summary>
    private async Task<Judgement?> OnTestAsync(int version)
    {
        var parts = await Task.WhenAll(PartitionGrains().Select(p => p.ScoreTest(version)));
        var items = parts.SelectMany(p => p.Ordinals).ToArray();
        return items.Length == 0
            ? null
            : new Judgement(
                "test",
                items,
                [.. parts.SelectMany(p => p.Gold)],
                [.. parts.SelectMany(p => p.Probabilities)],
                [.. Enumerable.Repeat(1.0, items.Length)],
                [.. parts.SelectMany(p => p.Scripts)]);
    }

    private static Judgement OutOfFold(LabelledSnapshot labelled, JudgedHead judged) => new(
        "outOfFold",
        [.. labelled.Items.Select(i => i.Ordinal)],
        [.. labelled.Items.Select(i => i.Class)],
        judged.OutOfFold(labelled.Items),
        [.. labelled.Items.Select(i => i.IsControl ? 2.0 : 1.0)],
        [.. labelled.Items.Select(i => i.Script)]);

    private async Task<GateDecision> CompareAsync(
        Judgement candidate, int champion, LabelledSnapshot labelled, CancellationToken cancellationToken)
    {
        if (candidate.Source == "test")
        {
            // More held-out items may have been encoded since the candidate was judged; both answer for those that it had.
            var rival = await OnTestAsync(champion);
            var rivalRight = rival!.Items.Zip(rival.IsRight(Classes)).ToDictionary(x => x.First, x => x.Second);
            return PromotionGate.Compare(
                candidate.IsRight(Classes), [.. candidate.Items.Select(i => rivalRight[i])], candidate.Actual, candidate.Weights, "held-out items");
        }

        var championRight = await ChampionOutOfFoldAsync(champion, labelled, cancellationToken);
        return PromotionGate.Compare(candidate.IsRight(Classes), championRight, candidate.Actual, candidate.Weights, "labels judged out of fold");
    }

    /// <summary>Whether the champion decides the labels rightly: out of fold where it saw the label, plainly where it did not.</summary>
    private async Task<bool[]> ChampionOutOfFoldAsync(int champion, LabelledSnapshot labelled, CancellationToken cancellationToken)
    {
        if (_champion is { } judged && judged.Version == champion)
        {
            return await lane.RunAsync(() => IsRight(labelled, judged.OutOfFold(labelled.Items)), cancellationToken);
        }

        var session = await heads.GetAsync(_project.Row.Key, champion, cancellationToken);
        return await lane.RunAsync(
            () =>
            {
                var block = new Learning.Features.FeatureBlock(encoding.Dimensions);
                foreach (var item in labelled.Items)
                {
                    block.Add(item.Features);
                }

                var all = new float[block.Count * Classes];
                session?.Score(block, 0, block.Count, all);
                return IsRight(labelled, all);
            },
            cancellationToken);
    }

    private bool[] IsRight(LabelledSnapshot labelled, float[] probabilities) =>
        [.. labelled.Items.Select((item, i) => Judgement.Decide(probabilities.AsSpan(i * Classes, Classes)) == item.Class)];
}
