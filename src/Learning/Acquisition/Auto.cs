namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// The default, without a knob: items that stand for the pool up to twenty labels; while the model is in doubt about most of the pool, more such items up to a dozen labels a
/// class, between two classes and where no trained encoder helps; then facility location over the items in doubt, and search for a class only while that class is really starved.
/// Once the model doubts nothing that is left, half of the labels go to the class that has fewest, until it has about its share: a better set to take delivery of, when there is no more to
/// learn from doubt.
/// </summary>
public sealed class Auto : IAcquisitionFunction
{
    // A head of a handful of labels doubts everything; the first batch stands for the pool whatever it says.
    private const int FirstLabels = 20;

    // Where no trained encoder helps a model has much to learn before its doubt says anything, the more the more classes it has to tell apart. Between two classes, what a young head doubts is
    // mostly what nobody could tell, with an encoder too. With more classes and an encoder, doubt finds the missing ones, which is worth more.
    private const int LabelsAClassToSpread = 13;
    private const int MostLabelsToSpread = 100;

    // Mean doubt of the pool above which a young head knows too little for its doubt to be asked. On an easy set it falls below within a batch or two, and spreading would only cost labels.
    private const float HardDoubt = 0.6f;

    // From here on an ordinary minority class has been found by doubt alone; one that has not is rare.
    private const int LabelsBeforeSearch = 100;

    // A class is starved below this part of an equal share of the labels. Search stops as soon as it has reached it, so that a class which search finds easily
    // costs little, and one that doubt finds by itself costs nothing.
    private const double StarvedPartOfEqualShare = 1.0 / 6;

    // What of an equal share of the labels every class is to have where nothing is in doubt any more.
    private const double ContentPartOfEqualShare = 0.8;

    // The doubt that the last item of a batch must have: the likelier of two classes has three quarters. On sets that are hard to tell apart the doubt of a batch stays
    // above .95 to a thousand labels and more; on an easy one it falls below within three hundred.
    private const float LeastDoubt = 0.5f;

    /// <inheritdoc/>
    public string Name => "auto";

    /// <inheritdoc/>
    public string TradeOff => "Ahead of random and, within noise, as good as the best single function on every set measured; searches for a class that doubt alone does not find, and evens the classes out once nothing is in doubt.";

    /// <inheritdoc/>
    public Trail? Follows(PoolView pool) => pool.HasModel && pool.TotalLabels >= FirstLabels && !MaySpread(pool) ? new Trail(WantingClass(pool, ContentPartOfEqualShare)) : null;

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(random);
        if (pool.TotalLabels < FirstLabels || !pool.HasModel || (MaySpread(pool) && MeanDoubt(pool) > HardDoubt))
        {
            return Representative.BeforeFirstModel(pool, count, random);
        }

        var doubt = new FacilityLocation();
        return WantingClass(pool, HasDoubt(pool, random) ? StarvedPartOfEqualShare : ContentPartOfEqualShare) is { } wanting
            ? RareClass.Search(pool, wanting, count, random, doubt)
            : doubt.Select(pool, count, random);
    }

    // Whether a young model may still be told to spread, whatever it says: asked of views without open rows too.
    private static bool MaySpread(PoolView pool) =>
        (pool.LexicalEmbeddings || pool.Classes == 2) && pool.TotalLabels < Math.Min(MostLabelsToSpread, LabelsAClassToSpread * pool.Classes);

    private static float MeanDoubt(PoolView pool)
    {
        double sum = 0;
        var scored = 0;
        foreach (var row in pool.Open.Span)
        {
            if (pool.IsScored(row))
            {
                sum += Margin.Doubt(pool.ProbabilitiesOf(row));
                scored++;
            }
        }

        return scored == 0 ? 0 : (float)(sum / scored);
    }

    // Whether the slice has its part of a batch that is worth asking about.
    private static bool HasDoubt(PoolView pool, Random random) =>
        BestRows.OfScored(pool, FacilityLocation.BatchOf(pool), random, Margin.Doubt) is [.., var last] && last.Value >= LeastDoubt;

    // The class with fewest labels, if doubt had its chance to find it and it has less than this part of an equal share. A class without any label cannot be searched for: doubt must find its
    // first item.
    private static int? WantingClass(PoolView pool, double partOfEqualShare)
    {
        if (pool.TotalLabels < LabelsBeforeSearch || pool.LabelsPerClass.Count < pool.Classes)
        {
            return null;
        }

        var known = Enumerable.Range(0, pool.Classes).Where(c => pool.LabelsPerClass[c] > 0).ToArray();
        if (known.Length < 2)
        {
            return null;
        }

        var rarest = known.MinBy(c => pool.LabelsPerClass[c]);
        return pool.LabelsPerClass[rarest] < pool.TotalLabels * partOfEqualShare / pool.Classes ? rarest : null;
    }
}
