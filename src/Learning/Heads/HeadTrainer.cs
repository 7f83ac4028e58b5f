namespace ActiveLearning.Learning.Heads;

/// <summary>
/// Fits a head to the labels: one kernel of n-grams and embeddings whose mixture moves with the number of labels, class-balanced softmax regression, C and the pace of the mixture by how
/// well rows are judged by heads that did not see them. Solved in Cholesky coordinates of the kernel for few labels, in feature space for many. docs/learning.md says what each part is worth.
/// </summary>
public static class HeadTrainer
{
    /// <summary>Fits a head.</summary>
    /// <param name="set">Rows of at least two classes. A class without a label gets probability close to 0.</param>
    /// <param name="warmStart">
    /// An earlier fit of the same classes and embedding, which makes the fit several times faster. For few labels it helps only when its rows are the first
    /// ones of <paramref name="set"/>; for many any will do, so that taking a label back costs no cold start.
    /// </param>
    /// <param name="cancellationToken">Checked between optimiser steps.</param>
    /// <exception cref="ArgumentException">Fewer than two classes are labelled.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static HeadFit Fit(TrainingSet set, HeadFit? warmStart, CancellationToken cancellationToken) =>
        Fit(set, warmStart, new FitChoices(), cancellationToken);

    /// <summary>Fits without an earlier fit at hand, as after a restart, but with the choice that an earlier one made while it holds.</summary>
    /// <param name="set">As above.</param>
    /// <param name="earlier">A choice for labels of the same project; null where none is known.</param>
    /// <param name="cancellationToken">Checked between optimiser steps.</param>
    /// <exception cref="ArgumentException">Fewer than two classes are labelled.</exception>
    public static HeadFit FitAnew(TrainingSet set, HeadChoice? earlier, CancellationToken cancellationToken) =>
        Fit(set, null, new FitChoices { Earlier = earlier }, cancellationToken);

    /// <summary>Fits with choices made by the caller: what the trainer's own choices are tested against.</summary>
    internal static HeadFit Fit(TrainingSet set, HeadFit? warmStart, FitChoices choices, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (set.DistinctLabels < 2)
        {
            throw new ArgumentException("A head tells classes apart: label items of two of them first.", nameof(set));
        }

        var warm = warmStart is not null
            && warmStart.Head.Classes == set.Classes
            && warmStart.Head.EmbeddingDimensions == set.EmbeddingDimensions ? warmStart : null;

        // 1. C and mixture, when the labels have grown enough since they were chosen.
        var earlier = Fitting(set, warm?.Choice ?? choices.Earlier);
        var (choice, problem, solver) = choices.C is null && (earlier is null || set.Count >= HeadRecipe.GrowthBeforeNewC * earlier.Labels)
            ? Choose(set, warm, choices, earlier, cancellationToken)
            : Prepare(set, warm, choices, choices.C is { } given ? (earlier ?? Usual(set)) with { C = given, Labels = set.Count } : earlier!);

        // 2. The fit, brought back to the features of the pool.
        var solution = solver.Solve(choice.C, cancellationToken);
        // The set may have grown by the time that somebody asks.
        var count = set.Count;
        (float[], double) OverAllClasses()
        {
            var (left, loss) = solution.OutOfFold();
            var probabilities = new float[count * set.Classes];
            for (var i = 0; i < left.Length; i++)
            {
                var (row, k) = Math.DivRem(i, problem.Classes.Length);
                probabilities[(row * set.Classes) + problem.Classes[k]] = (float)left[i];
            }

            return (probabilities, loss);
        }

        return new HeadFit(
            solution.Head.By(choice),
            set.Count,
            solution.Steps,
            OverAllClasses,
            solution.JudgeNext,
            solution.Dual,
            set.Prefix(set.Count));
    }

    private static Prepared Choose(TrainingSet set, HeadFit? warm, FitChoices choices, HeadChoice? earlier, CancellationToken cancellationToken)
    {
        var isWide = set.Count >= HeadRecipe.LabelsBeforeWideChoice;
        var candidatesOfC = isWide ? HeadRecipe.CandidateC : HeadRecipe.CandidateC[..^1];
        if (!isWide || !set.HasEmbeddings || set.Count > choices.LeaveOneOutLabels)
        {
            return Judge((earlier ?? Usual(set)) with { Labels = set.Count }).Fitted;
        }

        // One question after the other, since each answer costs a fit for every C: which half of an embedding made of n-grams to look at, then how long to trust the embedding.
        var best = Judge(Usual(set));
        if (set.IsMostlyLexical)
        {
            Compare(best.Fitted.Choice with { ContextShare = HeadRecipe.EvenContextShare });
        }

        foreach (var crossover in HeadRecipe.OtherCrossovers)
        {
            Compare(best.Fitted.Choice with { CrossoverLabels = crossover * set.NgramCrossoverLabels });
        }

        return best.Fitted;

        (Prepared Fitted, double Loss) Judge(HeadChoice mixture)
        {
            var prepared = Prepare(set, warm, choices, mixture);
            var (c, loss) = prepared.Solver.ChooseC(candidatesOfC, cancellationToken);
            return (prepared with { Choice = mixture with { C = c } }, loss);
        }

        void Compare(HeadChoice mixture)
        {
            var other = Judge(mixture);
            best = other.Loss < best.Loss ? other : best;
        }
    }

    private static HeadChoice Usual(TrainingSet set) =>
        new(1, set.NgramCrossoverLabels, set.Count, set.IsMostlyLexical ? HeadRecipe.UsualContextShare : HeadRecipe.EvenContextShare);

    /// <summary>Leaves a choice of halves only where embeddings have halves to choose between.</summary>
    private static HeadChoice? Fitting(TrainingSet set, HeadChoice? choice) =>
        set.IsMostlyLexical || choice is null ? choice : choice with { ContextShare = HeadRecipe.EvenContextShare };

    /// <summary>The coordinates: those of the labelled rows for few labels, those of the features for many.</summary>
    private static Prepared Prepare(TrainingSet set, HeadFit? warm, FitChoices choices, HeadChoice choice)
    {
        var problem = new HeadProblem(set, choice, choices.LossTolerance);
        return new Prepared(choice, problem, choices.InFeatureSpace ?? set.Count >= HeadRecipe.PrimalFromLabels
            ? new PrimalSolver(problem, warm, choices.LeaveOneOutLabels)
            : new DualSolver(problem, warm));
    }

    /// <summary>A choice and what is solved under it.</summary>
    private sealed record Prepared(HeadChoice Choice, HeadProblem Problem, IHeadSolver Solver);
}
