import { useEffect, useEffectEvent, useState } from 'react';
import { sizeOf, type ConversationMessage } from './message.ts';

/** A replay that has not caught up by then is shown as it is: what was there was taken back. */
const PATIENCE_MS = 2_500;

/**
 * A message that grows, without the moment in which a replay of it begins anew: until the replay holds as much as was shown,
 * what was shown stays.
 */
export const useSteady = (message: ConversationMessage, isGrowing: boolean): ConversationMessage => {
  const [shown, setShown] = useState(message);
  const isBehind = isGrowing && shown.id === message.id && sizeOf(message) < sizeOf(shown);
  if (!isBehind && shown !== message) setShown(message);
  const accept = useEffectEvent(() => setShown(message));
  useEffect(() => {
    if (!isBehind) return;
    const timer = setTimeout(() => accept(), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isBehind]);
  return isBehind ? shown : message;
};
