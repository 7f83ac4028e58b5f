namespace ActiveLearning.Silo.Hosting;

/// <summary>The process can't start as it was asked to; the message is one clear sentence for the console.</summary>
internal sealed class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
