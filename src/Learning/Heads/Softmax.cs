namespace ActiveLearning.Learning.Heads;

/// <summary>Turns logits into probabilities.</summary>
internal static class Softmax
{
    /// <summary>Replaces logits by probabilities and returns ln Σ eˡ.</summary>
    public static double InPlace(Span<double> logits)
    {
        var largest = logits[0];
        foreach (var logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        var sum = 0.0;
        for (var k = 0; k < logits.Length; k++)
        {
            logits[k] = Math.Exp(logits[k] - largest);
            sum += logits[k];
        }

        for (var k = 0; k < logits.Length; k++)
        {
            logits[k] /= sum;
        }

        return largest + Math.Log(sum);
    }
}
